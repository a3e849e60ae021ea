import type { Event } from '#contracts/kernel/event';
import type { Json, Step, Connection } from './document.ts';
import type { Body, Op, ReceivedOp } from './operation.ts';

/** Why an edit changed nothing, and nothing was lost by it. */
export type NoopReason = 'same' | 'removed' | 'duplicate' | 'already-resolved' | 'changed-again' | 'still-invalid';

/** What stands in the document against an edit. */
export type ConflictKind = 'field' | 'edit-removed' | 'remove-changed' | 'port' | 'limit';

/** What the document held when the edit met it; absent when there was nothing. */
export type Theirs = { readonly value?: Json; readonly step?: Step; readonly connection?: Connection };

/** The edit is in the document. A resolution carries the changes it made. */
export type FlowEditApplied = Event<
  'FlowEditApplied',
  { readonly op: Op; readonly actor: string; readonly effects?: readonly Body[] }
>;
/** The edit asked for what is so already, or for something that no longer matters. */
export type FlowEditIgnored = Event<
  'FlowEditIgnored',
  { readonly op: ReceivedOp; readonly actor: string; readonly why: NoopReason }
>;
/** The edit met another one; both are kept until a person decides. The document still holds theirs. */
export type FlowEditConflicted = Event<
  'FlowEditConflicted',
  { readonly op: Op; readonly actor: string; readonly kind: ConflictKind; readonly theirs: Theirs }
>;
/** The edit could not be understood; it is kept as it came. */
export type FlowEditRejected = Event<
  'FlowEditRejected',
  { readonly op: ReceivedOp; readonly actor: string; readonly code: 'unknown-operation' | 'invalid' }
>;

export type FlowEvent = FlowEditApplied | FlowEditIgnored | FlowEditConflicted | FlowEditRejected;
