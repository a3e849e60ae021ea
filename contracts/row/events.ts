import type { Event, Instant, Personal } from '#contracts/kernel/event';

/** One contact's way through the flow begins. Nobody has been contacted yet. */
export type RowStarted = Event<
  'RowStarted',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly campaignId: string;
    /** The row's number in the execution, from 0. */
    readonly n: number;
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
  | 'ExecutionStopped';

/** The product decided about contacting this person, and why. `sent` says that the attempt with this id follows. */
export type ContactDecided = Event<
  'ContactDecided',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly step: string;
    readonly channelId: string | null;
    readonly verdict: 'sent' | 'skipped' | 'blocked';
    readonly reason: DecisionReason;
    readonly attemptId: string | null;
  }
>;

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
/** The carrier has the message; how that became known stands beside it. */
export type AttemptAccepted = Event<
  'AttemptAccepted',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly contactId: string;
    readonly attemptId: string;
    readonly providerId: string;
    readonly via: 'answer' | 'callback' | 'list';
  }
>;
/** The carrier refused the message at once, or failed to deliver it later. */
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

/** Our classes of provider errors: what follows from a code, whatever its number. */
export type FailureClass =
  | 'invalidNumber'
  | 'notOnWhatsApp'
  | 'windowClosed'
  | 'optedOut'
  | 'rateLimited'
  | 'configuration'
  | 'content'
  | 'carrier'
  | 'unknown';

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

/** The row left these steps by these ports and now rests at `to`; with `until` it waits there at most that long. */
export type RowMoved = Event<
  'RowMoved',
  {
    readonly rowId: string;
    readonly executionId: string;
    readonly path: readonly { readonly step: string; readonly port: string }[];
    readonly to: string;
    readonly until: Instant | null;
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
  | AttemptAccepted
  | AttemptFailed
  | AttemptAbsent
  | AttemptInDoubt
  | ReplyReceived
  | RowMoved
  | RowEnded;
