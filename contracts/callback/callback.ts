import type { Instant } from '#contracts/kernel/event';
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

export type Callback = StatusCallback | InboundMessage;

/** The stream that holds one status of one attempt and nothing else. */
export function callbackStream(attemptId: string, status: MessageStatus): string {
  return `callback-${attemptId}_${status}`;
}
