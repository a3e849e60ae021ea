import type { Instant } from '#contracts/kernel/event';
import type { AnsweredBy, CallStatus } from './call-status.ts';
import type { MessageStatus } from './status.ts';

/** A provider's word on one of our attempts, verified and in our own terms. `to` is E.164. */
export type StatusCallback = {
  readonly kind: 'status';
  readonly provider: string;
  readonly attemptId: string;
  readonly providerId: string;
  readonly status: MessageStatus;
  readonly errorCode: string | null;
  readonly to: string;
  readonly raw: Readonly<Record<string, string>>;
};

/** A message a contact wrote to one of our senders. `from` and `to` are E.164; `to` is our own number. */
export type InboundMessage = {
  readonly kind: 'inbound';
  readonly provider: string;
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** The payload of a tapped quick reply, or empty. */
  readonly button: string;
  readonly receivedAt: Instant;
};

/** A provider's word on one of our calls; `person` is the number at the other end, in E.164. */
export type CallStatusCallback = {
  readonly kind: 'callStatus';
  readonly provider: string;
  readonly attemptId: string;
  readonly providerId: string;
  readonly status: CallStatus;
  readonly answeredBy: AnsweredBy;
  /** How long the call lasted, once it is over. */
  readonly seconds: number | null;
  readonly errorCode: string | null;
  readonly person: string;
  readonly raw: Readonly<Record<string, string>>;
};

/** Something that was said in a call. */
export type Utterance = { readonly by: 'ai' | 'contact'; readonly text: string };

/** The conversation with the AI came to its end. With `live` the call is still open and may be handed over. */
export type DialogueCallback = {
  readonly kind: 'dialogue';
  readonly provider: string;
  readonly attemptId: string;
  readonly providerId: string;
  readonly person: string;
  readonly endedBy: DialogueEnd;
  readonly live: boolean;
  /** The person asked for a human being. */
  readonly wantsTransfer: boolean;
  /** The person asked not to be called again. */
  readonly optOut: boolean;
  readonly seconds: number;
  readonly transcript: readonly Utterance[];
};
/** Who ended a conversation; `limit`: it had lasted as long as it may. */
export type DialogueEnd = 'ai' | 'contact' | 'limit';

/** A recording can be fetched from the provider. */
export type RecordingCallback = {
  readonly kind: 'recording';
  readonly provider: string;
  readonly attemptId: string;
  readonly providerId: string;
  readonly person: string;
  readonly recordingId: string;
  readonly seconds: number;
  readonly url: string;
};

/** What became of handing a live call to somebody else; `attemptId` is the attempt to hand it over. */
export type TransferCallback = {
  readonly kind: 'transfer';
  readonly provider: string;
  readonly attemptId: string;
  readonly providerId: string;
  readonly person: string;
  readonly result: TransferResult;
  /** How long the two spoke. */
  readonly seconds: number;
};
/** `bridged`: a human being spoke with the person; a leg that was merely answered does not count. */
export type TransferResult = 'bridged' | 'busy' | 'noAnswer' | 'failed' | 'callEnded';

/** A contact calls one of our numbers and waits to be answered. */
export type InboundCall = {
  readonly kind: 'inboundCall';
  readonly provider: string;
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly receivedAt: Instant;
};

/** About an attempt of ours: it carries the attempt's id. */
export type AttemptCallback =
  StatusCallback | CallStatusCallback | DialogueCallback | RecordingCallback | TransferCallback;

export type Callback = AttemptCallback | InboundMessage | InboundCall;

/** What can be told once about an attempt. */
export type Told = MessageStatus | CallStatus | 'dialogue' | 'recording' | 'transfer';

/** The stream that holds one word about one attempt and nothing else. */
export function callbackStream(attemptId: string, told: Told): string {
  return `callback-${attemptId}_${told}`;
}
