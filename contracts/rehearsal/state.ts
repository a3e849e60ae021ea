import type { TransferResult } from '#contracts/callback/callback';
import type { CallResult } from '#contracts/callback/call-status';
import type { SuppressionCause } from '#contracts/contact/events';
import type { ExecutionSettings } from '#contracts/execution/settings';
import type { FlowDocument } from '#contracts/flow/document';
import type { Finding, FlowFacts } from '#contracts/flow/finding';
import type { Instant } from '#contracts/kernel/event';
import type { RowEvent } from '#contracts/row/events';
import type { FailureClass } from '#contracts/row/failure-class';
import type { AgentOfRow, ChannelOfRow, TemplateOfRow } from '#contracts/row/input';
import type { PreparedFlow } from '#contracts/row/prepared-flow';
import type { Row } from '#contracts/row/state';

/** What a rehearsal needs to know: the flow, what the campaign has, and one row of a data set. */
export type RehearsalMaterial = {
  readonly document: FlowDocument;
  readonly facts: FlowFacts;
  readonly settings: ExecutionSettings;
  readonly disclosure: string;
  readonly channels: readonly ChannelOfRow[];
  readonly templates: readonly TemplateOfRow[];
  readonly agents: readonly AgentOfRow[];
  /** The person as the data set has them; `phone` in E.164. */
  readonly person: { readonly phone: string; readonly values: Readonly<Record<string, string>> };
};

/** Something that happened in a rehearsal, and when by its own clock. */
export type RehearsedEvent = { readonly at: Instant; readonly event: RowEvent };

/**
 * One walk of one person through a flow, as the runner would make it. Nothing leaves the device: what a carrier, a
 * person or time would do is chosen.
 */
export type Rehearsal = {
  readonly status: 'underWay';
  readonly material: RehearsalMaterial;
  readonly flow: PreparedFlow;
  readonly at: Instant;
  readonly row: Row;
  readonly contact: {
    readonly suppressed: SuppressionCause | null;
    readonly lastInbound: Readonly<Record<string, Instant>>;
  };
  readonly events: readonly RehearsedEvent[];
  readonly chosen: readonly Choice[];
};

/** A flow that could not be published cannot be rehearsed either: these findings stand in the way. */
export type NotReady = { readonly status: 'notReady'; readonly findings: readonly Finding[] };

/** Something a carrier, the person or time does in a rehearsal. */
export type Choice =
  | { readonly kind: 'arrives' }
  | { readonly kind: 'fails'; readonly why: FailureClass }
  | { readonly kind: 'replies'; readonly text: string; readonly button: string }
  /** What is waited for does not come: the wait, the delay or the rest before another try is over. */
  | { readonly kind: 'timePasses' }
  | {
      readonly kind: 'callEnds';
      readonly result: CallResult;
      /** What the person said last; only of a call that was answered. */
      readonly answer: string;
      readonly wantsTransfer: boolean;
    }
  | { readonly kind: 'transferEnds'; readonly result: TransferResult }
  | { readonly kind: 'callsUs' };
