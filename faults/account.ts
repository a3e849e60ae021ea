import type { Database } from '#server/engine/postgres/database';
import { executionReport } from '#server/reports/execution-report';

/** What became of a run: of each person by their place in the file, and every figure of the report that is no time. */
export type Account = {
  readonly people: ReadonlyMap<number, string>;
  readonly figures: ReadonlyMap<string, string>;
  /** Places in the file of those for whom somebody has to decide. */
  readonly inDoubt: readonly number[];
};

type Person = { readonly n: number; readonly in_doubt: boolean; readonly fate: string };

export async function accountOf(db: Database, executionId: string): Promise<Account> {
  const { rows } = await db.pool.query<Person>(
    `select n, in_doubt, json_build_object('status', status, 'outcome', outcome, 'label', label, 'reason', reason,
       'contacted', contacted, 'messaged', messaged, 'delivered', delivered, 'read', read, 'replied', replied,
       'calls', calls, 'answered', answered, 'transferred', transferred)::text as fate
     from read.rows where execution_id = $1 order by n`,
    [executionId],
  );
  const report = await executionReport(db, executionId);
  if (!report) throw new Error(`Reading the account of the run ${executionId}: it has no report.`);
  return {
    people: new Map(rows.map(({ n, fate }) => [n, fate])),
    figures: new Map(figuresIn(report, '')),
    inDoubt: rows.filter(({ in_doubt }) => in_doubt).map(({ n }) => n),
  };
}

/** Ids and moments differ from run to run, and so do waits. */
const ofOneRun = /(_id|_at|_by|^retries|seconds|duration|deferr|settings|position|late_callbacks)/;

function figuresIn(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    ofOneRun.test(key) ? [] : figuresIn(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** What differs between two accounts, in words. */
export function differences(one: Account, other: Account): string[] {
  return [...differing('person', one.people, other.people), ...differing('figure', one.figures, other.figures)];
}

function differing<K>(what: string, one: ReadonlyMap<K, string>, other: ReadonlyMap<K, string>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((key) => one.get(key) !== other.get(key))
    .map((key) => `${what} ${String(key)}: ${one.get(key) ?? 'none'} / ${other.get(key) ?? 'none'}`);
}
