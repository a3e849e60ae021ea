import type { Event, Personal } from '#contracts/kernel/event';
import type { AnsweredBy, CallStatus } from './call-status.ts';
import type { DialogueEnd, TransferResult, Utterance } from './callback.ts';
import type { MessageStatus } from './status.ts';

/**
 * A provider told us the state of one of our attempts. Raw and uncorrelated: it may be late, early, or about an attempt
 * that we know nothing of. Its stream is `callback-<attemptId>_<status>`, so the same one twice is written once.
 */
export type CallbackRecorded = Event<
  'CallbackRecorded',
  {
    readonly provider: string;
    readonly attemptId: string;
    /** The provider's id of the message. */
    readonly providerId: string;
    readonly status: MessageStatus;
    /** The provider's error code, or null. */
    readonly errorCode: string | null;
    readonly contactId: string;
    /** Everything the provider sent, with the numbers. */
    readonly raw: Personal<Readonly<Record<string, string>>>;
  }
>;

/** A provider told us the state of one of our calls; as uncorrelated as any callback. */
export type CallStatusRecorded = Event<
  'CallStatusRecorded',
  {
    readonly provider: string;
    readonly attemptId: string;
    /** The provider's id of the call. */
    readonly providerId: string;
    readonly status: CallStatus;
    readonly answeredBy: AnsweredBy;
    readonly seconds: number | null;
    readonly errorCode: string | null;
    readonly contactId: string;
    readonly raw: Personal<Readonly<Record<string, string>>>;
  }
>;
/** What was said in a call, and how the conversation ended. With `live` the call itself is still open. */
export type DialogueRecorded = Event<
  'DialogueRecorded',
  {
    readonly provider: string;
    readonly attemptId: string;
    readonly providerId: string;
    readonly contactId: string;
    readonly endedBy: DialogueEnd;
    readonly live: boolean;
    readonly wantsTransfer: boolean;
    readonly optOut: boolean;
    readonly seconds: number;
    readonly transcript: Personal<readonly Utterance[]>;
  }
>;
/** A call was recorded; the recording itself stays with the provider. */
export type CallRecorded = Event<
  'CallRecorded',
  {
    readonly provider: string;
    readonly attemptId: string;
    readonly providerId: string;
    readonly contactId: string;
    readonly seconds: number;
    readonly recordingId: Personal<string>;
    readonly url: Personal<string>;
  }
>;
/** A provider told us whether a live call could be handed over. */
export type TransferRecorded = Event<
  'TransferRecorded',
  {
    readonly provider: string;
    /** The attempt to hand the call over, not that of the call. */
    readonly attemptId: string;
    readonly providerId: string;
    readonly contactId: string;
    readonly result: TransferResult;
    readonly seconds: number;
  }
>;

export type CallbackEvent = CallbackRecorded | CallStatusRecorded | DialogueRecorded | CallRecorded | TransferRecorded;
