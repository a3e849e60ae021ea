import type { Instant } from '#contracts/kernel/event';
import { isEngaged } from '#contracts/row/state';
import type { RowFolds } from './row-folds.ts';
import type { RunTables } from './run-tables.ts';

const orphanAfterMs = 20_000;

/**
 * A guard that was taken for an intent which a crash kept from being written would shut its contact out for ever: where
 * the row has no open attempt through that channel, the guard is given back. An open one may be another than the guard
 * names, which then was taken for the next and keeps watch over the present one.
 */
export async function sweepGuards({
  tables,
  folds,
  now,
}: {
  readonly tables: RunTables;
  readonly folds: RowFolds;
  readonly now: () => Instant;
}): Promise<void> {
  const before = new Date(Date.parse(now()) - orphanAfterMs).toISOString();
  const guards = await tables.oldGuards(before);
  if (guards.length === 0) return;
  for (const { rowId } of guards) folds.forget(rowId);
  const found = await folds.load(
    guards.map(({ rowId }) => rowId),
    new Set(),
  );
  const orphans = guards.filter(({ rowId, channelId }) => {
    const row = found.get(rowId)?.row;
    return row?.status !== 'open' || row.attempt?.channelId !== channelId || !isEngaged(row);
  });
  if (orphans.length > 0)
    await tables.giveBack(
      orphans.map(({ attemptId }) => attemptId),
      before,
    );
}
