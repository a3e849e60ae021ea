import type {
  CallbackRecorded,
  CallRecorded,
  CallStatusRecorded,
  DialogueRecorded,
  TransferRecorded,
} from '#contracts/callback/events';
import type { RowEvent } from '#contracts/row/events';

type OfRow<T extends RowEvent['type']> = Extract<RowEvent, { type: T }>;

/** What is said of an attempt whatever it is: only its id tells whether it is a message, a call or a transfer. */
export type OfAnyAttempt = OfRow<'AttemptAccepted' | 'AttemptFailed' | 'AttemptAbsent' | 'AttemptInDoubt'>;
export type OfMessage = OfRow<'AttemptIntended'> | CallbackRecorded;
export type OfCall =
  OfRow<'CallIntended' | 'CallConcluded' | 'CallReleased'> | CallStatusRecorded | DialogueRecorded | CallRecorded;
export type OfTransfer = OfRow<'TransferIntended' | 'TransferConcluded'> | TransferRecorded;

/** About which table of attempts an event is; `any` has to be looked for. */
export const tableOfAttempt = {
  ...{ AttemptAccepted: 'any', AttemptFailed: 'any', AttemptAbsent: 'any', AttemptInDoubt: 'any' },
  ...{ AttemptIntended: 'messages', CallbackRecorded: 'messages' },
  ...{ CallIntended: 'calls', CallConcluded: 'calls', CallReleased: 'calls', CallStatusRecorded: 'calls' },
  ...{ DialogueRecorded: 'calls', CallRecorded: 'calls' },
  ...{ TransferIntended: 'transfers', TransferConcluded: 'transfers', TransferRecorded: 'transfers' },
} as const satisfies Readonly<
  Record<OfAnyAttempt['type'], 'any'> &
    Record<OfMessage['type'], 'messages'> &
    Record<OfCall['type'], 'calls'> &
    Record<OfTransfer['type'], 'transfers'>
>;
