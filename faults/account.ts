import type { Database } from '#server/engine/postgres/database';
import { executionReport } from '#server/reports/execution-report';

/** What became of a run: of each person by their place in the file, and every figure of the report that is no time. */
export type Account = {
  readonly people: ReadonlyMap<number, string>;
  readonly figures: ReadonlyMap<string, string>;
  /** Messages of which the report says otherwise than the callbacks that came. */
  readonly unlikeTold: number;
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
    unlikeTold: await unlikeTold(db),
    inDoubt: rows.filter(({ in_doubt }) => in_doubt).map(({ n }) => n),
  };
}

/** What was told about a message, whenever it came, is exactly what is shown of it. */
async function unlikeTold(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(
    `with told as (
       select data->>'attemptId' as attempt_id, bool_or(data->>'status' in ('delivered', 'read')) as delivered,
         bool_or(data->>'status' = 'read') as read, bool_or(data->>'status' in ('undelivered', 'failed')) as failed
       from es.event where type = 'CallbackRecorded' group by 1)
     select count(*) as n from read.messages m left join told t using (attempt_id)
     where (m.delivered_at is not null, m.read_at is not null) is distinct from (coalesce(t.delivered, false), coalesce(t.read, false))
       or (m.accepted_at is not null and (m.failed_at is not null) is distinct from coalesce(t.failed, false))`,
  );
  return rows[0]?.n ?? 0;
}

/**
 * Ids and moments differ from run to run, and so do waits; and on a busy machine an attempt may not be handed over in time,
 * which is a decision more.
 */
const ofOneRun = /(^decisions|_id|_at|_by|^retries|seconds|duration|deferr|settings|position|late_callbacks)/;

function figuresIn(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    ofOneRun.test(key) ? [] : figuresIn(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** What only a status tells: without it nobody knows that a message was delivered, read or lost on its way. */
const toldByStatus = /deliver|read|fail|funnel|steps|retries/;

/** What differs between two accounts, in words; of what only statuses tell only when all of them came. */
export function differences(one: Account, other: Account, { allCame }: { readonly allCame: boolean }): string[] {
  const people = ({ people: found }: Account): ReadonlyMap<number, string> =>
    allCame ? found : new Map([...found].map(([n, fate]) => [n, withoutStatuses(fate)]));
  const figures = ({ figures: found }: Account): ReadonlyMap<string, string> =>
    allCame ? found : new Map([...found].filter(([path]) => !toldByStatus.test(path)));
  return [...differing('person', people(one), people(other)), ...differing('figure', figures(one), figures(other))];
}

/** A fate without delivered and read, and without the error code that only the status of a failed call holds. */
function withoutStatuses(fate: string): string {
  return fate.replaceAll(/"(delivered|read)" : (true|false),? ?/g, '').replace(/("reason" : "\w+) \d+"/, '$1"');
}

function differing<K>(what: string, one: ReadonlyMap<K, string>, other: ReadonlyMap<K, string>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((key) => one.get(key) !== other.get(key))
    .map((key) => `${what} ${String(key)}: ${one.get(key) ?? 'none'} / ${other.get(key) ?? 'none'}`);
}
