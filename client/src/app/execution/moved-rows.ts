import type { RowFact, RowsFact } from '#contracts/wire/facts';

/** What is asked of the list: rows of one outcome, or all. */
export type RowsAsked = { readonly outcome: string | null };
type Fields = Omit<RowFact, 'position'> & { readonly position: number };

/**
 * Rows that were fetched, in their order, with those laid over them that have moved since. A row that no longer fits what
 * was asked leaves; one that fits by now comes in where it belongs, as far as the list was fetched.
 */
export function withMoved<Row extends Fields>(
  shown: readonly Row[],
  fact: RowsFact,
  { outcome, whole }: RowsAsked & { readonly whole: boolean },
): readonly (Row | RowFact)[] {
  const rows = new Map<string, Row | RowFact>(shown.map((row) => [row.row_id, row]));
  const last = shown.at(-1)?.n ?? -1;
  for (const moved of fact.rows) {
    const known = rows.get(moved.row_id);
    if (known && known.position > moved.position) continue;
    const fits = outcome === null || (moved.outcome ?? 'open') === outcome;
    if (!fits) rows.delete(moved.row_id);
    else if (known || whole || moved.n < last) rows.set(moved.row_id, { ...known, ...moved });
  }
  return [...rows.values()].sort((left, right) => left.n - right.n);
}
