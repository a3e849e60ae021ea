import type { Instant } from '#contracts/kernel/event';
import type { DecisionReason, Verdict } from './events.ts';
import type { RowContext } from './input.ts';

/** A gate that is shut, and why; one that is deferred opens at `until`. */
export type Shut = {
  readonly open: false;
  readonly verdict: Exclude<Verdict, 'sent'>;
  readonly reason: DecisionReason;
  readonly channelId: string | null;
  readonly until?: Instant;
};

export function shut(verdict: 'skipped' | 'blocked', reason: DecisionReason, channelId: string | null = null): Shut {
  return { open: false, verdict, reason, channelId };
}

/** Not now: the same is decided again at `until`. */
export function deferred(reason: DecisionReason, until: Instant, channelId: string | null): Shut {
  return { open: false, verdict: 'deferred', reason, channelId, until };
}

/** The step's own channel when the campaign has it; without one, the campaign's only one of that kind. */
export function channelFor(
  kind: 'whatsapp' | 'voice',
  wanted: string | undefined,
  { channels }: Pick<RowContext, 'channels'>,
): string | null {
  const fitting = channels.filter((channel) => channel.kind === kind);
  if (wanted) return fitting.find((channel) => channel.channelId === wanted)?.channelId ?? null;
  return fitting.length === 1 ? (fitting[0]?.channelId ?? null) : null;
}
