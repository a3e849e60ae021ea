import type { RetryReason } from '#contracts/execution/retries';
import type { RowEnded, RowEvent } from './events.ts';
import type { RowContext } from './input.ts';
import { evolve, type OpenRow, type Row } from './state.ts';
import { leave, retryLater } from './walk.ts';

/** Events and what follows from them. */
export function then(
  first: readonly RowEvent[],
  row: Row,
  next: (row: OpenRow) => readonly RowEvent[],
): readonly RowEvent[] {
  const after = first.reduce(evolve, row);
  return after.status === 'open' ? [...first, ...next(after)] : first;
}

/** What follows from a step that did not succeed: another try, the way out of its port, or the end of the row. */
export function afterFailure(
  row: OpenRow,
  step: string,
  { retry, port, reason }: { readonly retry: RetryReason | null; readonly port: string; readonly reason: string },
  context: RowContext,
): readonly RowEvent[] {
  const policy = retry === null ? undefined : context.settings.retries[retry];
  const times = retry === null ? 0 : (row.failures.get(`${step} ${retry}`) ?? 0);
  if (policy && times <= policy.most) {
    const waits = (policy.afterSeconds * 1000) / context.settings.timeScale;
    return retryLater(row, step, new Date(Date.parse(context.at) + waits).toISOString(), context);
  }
  if (context.flow.next(step, port)) return leave(row, step, port, context);
  return [ended(row, 'failed', reason)];
}

export function ended(row: OpenRow, outcome: 'failed' | 'stopped' | 'optedOut', reason: string): RowEvent {
  const { campaignId } = row.started;
  const data: RowEnded['data'] = { ...ids(row), campaignId, outcome, label: null, reason, step: row.step };
  return { type: 'RowEnded', data };
}

export function ids(row: OpenRow) {
  const { rowId, executionId, contactId } = row.started;
  return { rowId, executionId, contactId };
}

export function isOpen({ attempt }: OpenRow, attemptId: string): boolean {
  return attempt?.attemptId === attemptId && attempt.state === 'open';
}

/** Open, or in doubt: a word from the carrier settles either. */
export function isUnanswered({ attempt }: OpenRow, attemptId: string): boolean {
  return attempt?.attemptId === attemptId && (attempt.state === 'open' || attempt.state === 'inDoubt');
}
