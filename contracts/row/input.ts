import type { ExecutionSettings } from '#contracts/execution/settings';
import type { SuppressionCause } from '#contracts/contact/events';
import type { PreparedFlow } from './prepared-flow.ts';
import type { DialogueEnd, TransferResult } from '#contracts/callback/callback';
import type { CallResult } from '#contracts/callback/call-status';
import type { QuietHours } from '#contracts/contact/quiet-hours';
import type { Instant } from '#contracts/kernel/event';
import type { TemplateApproval } from '#contracts/template/events';
import type { RowStarted } from './events.ts';
import type { FailureClass } from './failure-class.ts';

/** Everything that can move a row. Each is applied once: the row's stream remembers the input's id. */
export type RowInput =
  | { readonly kind: 'started'; readonly row: RowStarted['data'] }
  | {
      readonly kind: 'accepted';
      readonly attemptId: string;
      readonly providerId: string;
      readonly via: 'answer' | 'callback' | 'list' | 'person';
    }
  | { readonly kind: 'refused'; readonly attemptId: string; readonly code: string; readonly why: FailureClass }
  | {
      readonly kind: 'undelivered';
      readonly attemptId: string;
      readonly providerId: string;
      readonly code: string;
      readonly why: FailureClass;
    }
  /** The carrier proved that it never got the attempt. */
  | { readonly kind: 'absent'; readonly attemptId: string }
  | { readonly kind: 'inDoubt'; readonly attemptId: string; readonly sentence: string }
  /** A person found out about an attempt in doubt; about any other nothing is to be found out by people. */
  | { readonly kind: 'resolved'; readonly attemptId: string; readonly wentOut: boolean }
  | {
      readonly kind: 'reply';
      readonly providerId: string;
      readonly channelId: string;
      readonly receivedAt: Instant;
      readonly text: string | null;
      readonly button: string | null;
      readonly optOut: boolean;
    }
  | {
      readonly kind: 'callConcluded';
      readonly attemptId: string;
      readonly callId: string;
      readonly result: CallResult;
      readonly code: string | null;
      readonly live: boolean;
      readonly endedBy: DialogueEnd | null;
      readonly wantsTransfer: boolean;
      readonly optOut: boolean;
      readonly seconds: number | null;
      readonly answer: string | null;
    }
  /** `told`: of this very attempt; else its call was found to be over, and it may never have arrived. */
  | {
      readonly kind: 'transferConcluded';
      readonly attemptId: string;
      readonly result: TransferResult;
      readonly told: boolean;
    }
  /** The contact calls one of our numbers and waits to be answered. */
  | { readonly kind: 'inboundCall'; readonly callId: string; readonly channelId: string }
  /** The row waits for a call on this number, and one may have come while it was on its way there. */
  | { readonly kind: 'ringing'; readonly channelId: string }
  /** The wait that was to last until then has lasted long enough. */
  | { readonly kind: 'timeout'; readonly step: string; readonly until: Instant }
  | { readonly kind: 'stop' };

export type ChannelOfRow = { readonly channelId: string; readonly kind: 'whatsapp' | 'voice'; readonly number: string };

export type TemplateOfRow = {
  readonly templateId: string;
  readonly name: string;
  readonly language: string;
  readonly body: string;
  readonly variables: readonly string[];
  readonly approval: TemplateApproval;
};

/** Somebody a call can be handed to. */
export type AgentOfRow = {
  readonly agentId: string;
  readonly phone: string | null;
  /** When the agent does not take calls, in the agent's own zone; null: takes them at any time. */
  readonly away: { readonly timeZone: string; readonly hours: QuietHours } | null;
};

/** Why a person is not contacted at this very moment, and from when on they may be. */
export type Hold = {
  readonly reason: 'PairRate' | 'NewContactsLimit' | 'ChannelRate' | 'ContactBusy';
  readonly until: Instant;
};

/** What the interpreter may look at besides the row: read right before, handed in. */
export type RowContext = {
  readonly at: Instant;
  readonly settings: ExecutionSettings;
  /** Nobody is newly contacted while the run is not running. */
  readonly run: 'running' | 'pausing' | 'paused' | 'stopping';
  /** What a campaign wants to be said first in every call; empty: nothing. */
  readonly disclosure: string;
  readonly flow: PreparedFlow;
  readonly channels: readonly ChannelOfRow[];
  readonly templates: ReadonlyMap<string, TemplateOfRow>;
  readonly agents: ReadonlyMap<string, AgentOfRow>;
  /** The pace of the channel or the person does not allow it now; known only after it was asked for. */
  readonly hold: Hold | null;
  readonly contact: {
    readonly suppressed: SuppressionCause | null;
    readonly lastInbound: Readonly<Record<string, Instant>>;
    /** The newest call of the contact, by channel; it may still ring. */
    readonly lastCall?: Readonly<Record<string, { readonly callId: string; readonly receivedAt: Instant }>>;
  };
};
