import type { DialogueEnd, TransferResult } from '#contracts/callback/callback';
import type { CallResult } from '#contracts/callback/call-status';
import type { Voice } from '#contracts/flow/steps/voice';
import type { Event, Instant, Personal } from '#contracts/kernel/event';
import type { FailureClass } from './failure-class.ts';

/** One contact's way through the flow begins. Nobody has been contacted yet. */
export type RowStarted = Event<
  'RowStarted',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly campaignId: string;
    /** The row's number in the execution, from 0. */
    readonly n: number;
    /** The row of the uploaded file, header and empty lines not counted, from 1; null: it began before this was kept, or is of no file. */
    readonly line: number | null;
    readonly batch: number;
    readonly contactId: string;
    readonly phone: Personal<string>;
    /** The row of the data set, by column. */
    readonly values: Personal<Readonly<Record<string, string>>>;
  }
>;

/** Why a contact was or was not made; every reason the product knows. */
export type DecisionReason =
  | 'TemplateApproved'
  | 'WindowOpen'
  | 'CallAllowed'
  | 'CallAnswered'
  | 'TransferAllowed'
  | 'ContactSuppressed'
  | 'WindowClosed'
  | 'TemplateNotApproved'
  | 'TemplateMissing'
  | 'ChannelMissing'
  | 'VariableMissing'
  | 'TextTooLong'
  | 'VisitLimitReached'
  | 'AttemptLimitReached'
  | 'ContactForgotten'
  | 'ExecutionStopped'
  | 'ExecutionPaused'
  | 'QuietHours'
  | 'NoAllowedHour'
  | 'TimeZoneUnknown'
  | 'PairRate'
  | 'NewContactsLimit'
  | 'ChannelRate'
  | 'ContactBusy'
  | 'RetryLater'
  | 'CallHasEnded'
  | 'AgentMissing'
  | 'AgentUnavailable';

/**
 * The product decided about contacting this person, and why. `sent` says that the attempt with this id follows;
 * `deferred` that it is decided again at `until`.
 */
export type ContactDecided = Event<
  'ContactDecided',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly step: string;
    readonly channelId: string | null;
    readonly verdict: Verdict;
    readonly reason: DecisionReason;
    readonly attemptId: string | null;
    /** Only of what was deferred. */
    readonly until?: Instant;
  }
>;

export type Verdict = 'sent' | 'skipped' | 'blocked' | 'deferred';

/** The carrier is about to be asked to send this. After a crash nobody knows whether it was. */
export type AttemptIntended = Event<
  'AttemptIntended',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly step: string;
    readonly channelId: string;
    readonly message: 'template' | 'text';
    readonly templateId: string | null;
    readonly intendedAt: Instant;
    readonly text: Personal<string>;
    /** Values of the template's placeholders, by name. */
    readonly variables: Personal<Readonly<Record<string, string>>>;
  }
>;
/**
 * The carrier is about to be asked to call the person, or to answer the call of theirs that waits. After a crash nobody
 * knows whether it was. Durations in seconds.
 */
export type CallIntended = Event<
  'CallIntended',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly step: string;
    readonly channelId: string;
    readonly direction: 'outbound' | 'inbound';
    /** The provider's id of the waiting call; null for one that is to be placed. */
    readonly callId: string | null;
    readonly intendedAt: Instant;
    readonly voice: Voice;
    readonly record: boolean;
    readonly ringSeconds: number;
    readonly maxDurationSeconds: number;
    /** The call stays open after the conversation, since the flow may hand it over. */
    readonly hold: boolean;
    /** By when the call must be over; its fate is asked for then. */
    readonly overBy: Instant;
    readonly conversation: Personal<CallConversation>;
  }
>;
/** What is said in a call. */
export type CallConversation = {
  readonly disclosure: string;
  readonly greeting: string;
  readonly prompt: string;
  readonly context: Readonly<Record<string, string>>;
};
/** A call came to its result. With `live` it is still open, and may be handed over. */
export type CallConcluded = Event<
  'CallConcluded',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly callId: string;
    readonly result: CallResult;
    /** The provider's error code, or null. */
    readonly code: string | null;
    readonly live: boolean;
    /** Who ended the conversation; null when there was none. */
    readonly endedBy: DialogueEnd | null;
    readonly wantsTransfer: boolean;
    readonly seconds: number | null;
    /** What the person said last; empty when nothing was said. */
    readonly answer: Personal<string>;
    /** When the attempt was made, of one that failed. */
    readonly intendedAt?: Instant;
  }
>;
/** The carrier is about to be asked to hand the live call to somebody else. */
export type TransferIntended = Event<
  'TransferIntended',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly step: string;
    readonly channelId: string;
    readonly callId: string;
    readonly intendedAt: Instant;
    readonly ringSeconds: number;
    /** By when its result must be known; it is asked for then. */
    readonly overBy: Instant;
    readonly agentId: string | null;
    readonly to: Personal<string>;
    readonly line: Personal<string>;
  }
>;
/** The handing over of a call came to its result; after any but `bridged` and `callEnded` the call is still open. */
export type TransferConcluded = Event<
  'TransferConcluded',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly result: TransferResult;
  }
>;
/** Nothing more is wanted of the open call; the carrier is asked to end it. */
export type CallReleased = Event<
  'CallReleased',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly channelId: string;
    readonly callId: string;
  }
>;
/** The carrier has the message or the call; how that became known stands beside it. */
export type AttemptAccepted = Event<
  'AttemptAccepted',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly providerId: string;
    readonly via: 'answer' | 'callback' | 'list' | 'person';
  }
>;
/** The carrier refused the message or call at once, or failed to deliver it later. */
export type AttemptFailed = Event<
  'AttemptFailed',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly code: string;
    readonly why: FailureClass;
    readonly when: 'at-once' | 'later';
    /** When the attempt was made, of one that failed later. */
    readonly intendedAt?: Instant;
  }
>;
/** The carrier proved that it never got the message; the attempt counts as not made. */
export type AttemptAbsent = Event<
  'AttemptAbsent',
  { readonly rowId: string; readonly executionId: string; readonly contactId: string; readonly attemptId: string }
>;
/** Nobody can say whether the message went out. The row rests until a person decides. */
export type AttemptInDoubt = Event<
  'AttemptInDoubt',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly sentence: string;
  }
>;

/** The contact answered. `kept`: an attempt is still open, so the answer waits for the step that will want it. */
export type ReplyReceived = Event<
  'ReplyReceived',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly providerId: string;
    readonly channelId: string;
    readonly receivedAt: Instant;
    readonly text: Personal<string>;
    readonly button: Personal<string>;
    readonly kept: boolean;
  }
>;

/**
 * The row left these steps by these ports (none: it stayed) and now rests at `to`; with `until` it waits there at most
 * that long.
 */
export type RowMoved = Event<
  'RowMoved',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly path: readonly { readonly step: string; readonly port: string }[];
    readonly to: string;
    readonly until: Instant | null;
    /** The channel on which a call of the person is awaited; absent: none is. */
    readonly callTo?: string;
  }
>;

export type RowOutcome = 'completed' | 'failed' | 'suppressed' | 'optedOut' | 'stopped';

/** The row reached a final state. `completed` means that it reached an End step, whose outcome is `label`. */
export type RowEnded = Event<
  'RowEnded',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly campaignId: string;
    readonly contactId: string;
    readonly outcome: RowOutcome;
    readonly label: string | null;
    /** A decision reason, a failure class with the provider's code, or empty for `completed`. */
    readonly reason: string;
    readonly step: string;
  }
>;

export type RowEvent =
  | RowStarted
  | ContactDecided
  | AttemptIntended
  | CallIntended
  | CallConcluded
  | TransferIntended
  | TransferConcluded
  | CallReleased
  | AttemptAccepted
  | AttemptFailed
  | AttemptAbsent
  | AttemptInDoubt
  | ReplyReceived
  | RowMoved
  | RowEnded;
