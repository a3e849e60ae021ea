import type { Event, Instant, Personal } from '#contracts/kernel/event';

/** A contact wrote to us, as the provider delivered it. Opens the 24-hour window of that channel. */
export type InboundReceived = Event<
  'InboundReceived',
  {
    readonly contactId: string;
    readonly channelId: string;
    readonly provider: string;
    /** The provider's id of the message: the same one twice is written once. */
    readonly providerId: string;
    readonly receivedAt: Instant;
    readonly phone: Personal<string>;
    readonly text: Personal<string>;
    /** The payload of a tapped quick reply, empty when the text was typed. */
    readonly button: Personal<string>;
    /** The text is a word that asks not to be contacted again. */
    readonly optOut: boolean;
  }
>;
/** A contact called one of our numbers. Nobody has answered yet. */
export type InboundCallReceived = Event<
  'InboundCallReceived',
  {
    readonly contactId: string;
    readonly channelId: string;
    readonly provider: string;
    /** The provider's id of the call: the same one twice is written once. */
    readonly providerId: string;
    readonly receivedAt: Instant;
    readonly phone: Personal<string>;
  }
>;
/** Nobody may contact this person any more, on any channel. */
export type ContactSuppressed = Event<
  'ContactSuppressed',
  { readonly contactId: string; readonly cause: SuppressionCause }
>;
/** The person may be contacted again. */
export type ContactUnsuppressed = Event<
  'ContactUnsuppressed',
  { readonly contactId: string; readonly cause: 'startWord' | 'manual' }
>;

/** Everything the log holds about this person is made unreadable, for good; nobody may contact them any more. */
export type ContactForgotten = Event<'ContactForgotten', { readonly contactId: string }>;

/** After a restore a carrier's list held this message or call of ours to the contact, which the history did not. */
export type OutreachRecovered = Event<
  'OutreachRecovered',
  {
    readonly contactId: string;
    readonly channelId: string;
    readonly provider: string;
    readonly providerId: string;
    readonly kind: 'message' | 'call';
    readonly madeAt: Instant;
    /** Of a message; a call has none. */
    readonly text: Personal<string>;
  }
>;
/** A row was about to make the very contact, and takes the recovered one for its own instead. */
export type RecoveredOutreachAdopted = Event<
  'RecoveredOutreachAdopted',
  {
    readonly contactId: string;
    readonly providerId: string;
    readonly rowId: string;
    readonly executionId: string;
    /** What the contact wrote on that channel since, which is handed to the row. */
    readonly answers: readonly RecoveredAnswer[];
  }
>;

/** A message of the contact, and where it stands in the contact's stream. */
export type RecoveredAnswer = {
  readonly provider: string;
  readonly providerId: string;
  readonly receivedAt: Instant;
  readonly revision: number;
};

export type SuppressionCause = 'stopWord' | 'spokenOptOut' | 'manual' | 'blockedByRecipient' | 'forgotten';

export type ContactEvent =
  | InboundReceived
  | InboundCallReceived
  | ContactSuppressed
  | ContactUnsuppressed
  | ContactForgotten
  | OutreachRecovered
  | RecoveredOutreachAdopted;
