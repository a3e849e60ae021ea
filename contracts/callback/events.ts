import type { Event, Personal } from '#contracts/kernel/event';
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

export type CallbackEvent = CallbackRecorded;
