import { advance } from './advance.ts';
import type { DecisionReason, RowStarted } from './events.ts';
import type { RowContext } from './input.ts';
import { queuedRow } from './state.ts';

/** What would happen to a contact at once: contacted, something else first, or not contacted and why. */
export type DryVerdict =
  | { readonly verdict: 'contacted' }
  | { readonly verdict: 'later' }
  | { readonly verdict: 'skipped'; readonly reason: DecisionReason | 'EndsWithoutContact' };

/** Lets a row begin, as a run would, and looks at what is decided; nothing is sent by it. */
export function dryRun(row: RowStarted['data'], context: RowContext): DryVerdict {
  const events = advance(queuedRow, { kind: 'started', row }, context);
  const decided = events.flatMap(({ type, data }) => (type === 'ContactDecided' ? [data] : []));
  if (decided.some(({ verdict }) => verdict === 'sent')) return { verdict: 'contacted' };
  const [first] = decided;
  if (first) return first.verdict === 'deferred' ? { verdict: 'later' } : { verdict: 'skipped', reason: first.reason };
  return events.some(({ type }) => type === 'RowEnded')
    ? { verdict: 'skipped', reason: 'EndsWithoutContact' }
    : { verdict: 'later' };
}
