import type { RowRow } from './rows.ts';

/** What is counted about the rows of an execution: rows, but for `calls` and `retries`. */
const counted = {
  started: () => 1,
  contacted: (row: RowRow) => one(row.contacted),
  messaged: (row: RowRow) => one(row.messaged),
  delivered: (row: RowRow) => one(row.delivered),
  read: (row: RowRow) => one(row.read),
  replied: (row: RowRow) => one(row.replied),
  called: (row: RowRow) => one(row.calls > 0),
  calls: (row: RowRow) => row.calls,
  answered: (row: RowRow) => one(row.answered),
  transferred: (row: RowRow) => one(row.transferred),
  waiting: (row: RowRow) => one(row.waiting_until !== null),
  deferred: (row: RowRow) => one(row.deferred_because !== null),
  retries: (row: RowRow) => row.retries,
  completed: (row: RowRow) => one(row.outcome === 'completed'),
  failed: (row: RowRow) => one(row.outcome === 'failed'),
  suppressed: (row: RowRow) => one(row.outcome === 'suppressed'),
  opted_out: (row: RowRow) => one(row.outcome === 'optedOut'),
  stopped: (row: RowRow) => one(row.outcome === 'stopped'),
  in_doubt: (row: RowRow) => one(row.in_doubt),
};

type Name = keyof typeof counted;
export type RowCounts = Readonly<Record<Name, number>>;

const names = Object.keys(counted) as readonly Name[];

export const noCounts = Object.fromEntries(names.map((name) => [name, 0])) as RowCounts;

/** The counters as columns of a table. */
export const countsDdl = names.map((name) => `  ${name} int not null,`).join('\n');

/** What has changed about the counts of each execution, now that its rows stand otherwise than before. */
export function changesOfCounts(
  before: ReadonlyMap<string, RowRow>,
  after: ReadonlyMap<string, RowRow>,
): ReadonlyMap<string, RowCounts> {
  const changes = new Map<string, Record<Name, number>>();
  for (const [id, row] of after) {
    const known = before.get(id);
    if (row === known) continue;
    let change = changes.get(row.execution_id);
    if (!change) changes.set(row.execution_id, (change = { ...noCounts }));
    for (const name of names) change[name] += counted[name](row) - (known ? counted[name](known) : 0);
  }
  return changes;
}

export function plus(left: RowCounts, right: RowCounts): RowCounts {
  return Object.fromEntries(names.map((name) => [name, left[name] + right[name]])) as RowCounts;
}

function one(is: boolean): number {
  return is ? 1 : 0;
}
