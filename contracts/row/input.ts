import type { ExecutionSettings } from '#contracts/execution/settings';
import type { SuppressionCause } from '#contracts/contact/events';
import type { PreparedFlow } from './prepared-flow.ts';
import type { Instant } from '#contracts/kernel/event';
import type { TemplateApproval } from '#contracts/template/events';
import type { FailureClass, RowStarted } from './events.ts';

/** Everything that can move a row. Each is applied once: the row's stream remembers the input's id. */
export type RowInput =
  | { readonly kind: 'started'; readonly row: RowStarted['data'] }
  | {
      readonly kind: 'accepted';
      readonly attemptId: string;
      readonly providerId: string;
      readonly via: 'answer' | 'callback' | 'list';
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
  | {
      readonly kind: 'reply';
      readonly providerId: string;
      readonly channelId: string;
      readonly receivedAt: Instant;
      readonly text: string | null;
      readonly button: string | null;
      readonly optOut: boolean;
    }
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

/** What the interpreter may look at besides the row: read right before, handed in. */
export type RowContext = {
  readonly at: Instant;
  readonly settings: ExecutionSettings;
  readonly flow: PreparedFlow;
  readonly channels: readonly ChannelOfRow[];
  readonly templates: ReadonlyMap<string, TemplateOfRow>;
  readonly contact: {
    readonly suppressed: SuppressionCause | null;
    readonly lastInbound: Readonly<Record<string, Instant>>;
  };
};
