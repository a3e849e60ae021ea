import type { Recorded } from '#contracts/kernel/event';
import type { RowEvent } from '#contracts/row/events';
import { evolve, queuedRow, type Row } from '#contracts/row/state';
import type { Log } from '#server/engine/log/log';

/** A row as its stream tells it: its state, where the stream ends, and the inputs it has taken already. */
export type RowFold = {
  readonly row: Row;
  readonly revision: number;
  readonly taken: ReadonlySet<string>;
  /** Not read just now: another runner may have moved the row since, which only an append would notice. */
  readonly remembered: boolean;
};

const untouched: RowFold = { row: queuedRow, revision: -1, taken: new Set(), remembered: true };
const remembered = 20_000;

/**
 * Rows kept folded between their inputs. What is remembered may be stale when another runner was faster; the exact
 * revision of the append notices, and the row is then forgotten and read again.
 */
export function createRowFolds(log: Log) {
  const folds = new Map<string, RowFold>();
  /** Rows whose remembered or presumed state was refuted: their stream is to be read. */
  const refuted = new Set<string>();

  const remember = (rowId: string, fold: RowFold): void => {
    folds.delete(rowId);
    refuted.delete(rowId);
    if (fold.row.status !== 'ended') folds.set(rowId, fold);
    for (const oldest of folds.keys()) {
      if (folds.size <= remembered) break;
      folds.delete(oldest);
    }
  };

  return {
    /** Rows by id. A row that is `fresh` is taken to have no stream yet, which its append will prove or refute. */
    async load(rowIds: readonly string[], fresh: ReadonlySet<string>): Promise<ReadonlyMap<string, RowFold>> {
      const found = new Map<string, RowFold>();
      const missing: string[] = [];
      for (const rowId of rowIds) {
        const known = folds.get(rowId) ?? (fresh.has(rowId) && !refuted.delete(rowId) ? untouched : undefined);
        if (known) found.set(rowId, known);
        else missing.push(rowId);
      }
      const streams = await log.readMany(missing.map((rowId) => `row-${rowId}`));
      for (const rowId of missing)
        found.set(rowId, foldRow((streams.get(`row-${rowId}`) ?? []) as readonly Recorded<RowEvent>[]));
      return found;
    },
    advanced(rowId: string, before: RowFold, events: readonly RowEvent[], commandId: string): void {
      const row = events.reduce(evolve, before.row);
      const taken = new Set(before.taken).add(commandId);
      remember(rowId, { row, revision: before.revision + events.length, taken, remembered: true });
    },
    forget(rowId: string): void {
      folds.delete(rowId);
      refuted.add(rowId);
    },
  };
}

export type RowFolds = ReturnType<typeof createRowFolds>;

export function foldRow(history: readonly Recorded<RowEvent>[]): RowFold {
  const row = history.reduce((state, { event }) => evolve(state, event), queuedRow);
  const taken = new Set(history.map(({ commandId }) => commandId));
  return { row, revision: history.length - 1, taken, remembered: false };
}
