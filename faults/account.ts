import type { Database } from '#server/engine/postgres/database';
import { executionReport } from '#server/reports/execution-report';

/** What became of a run: of each person by their place in the file, and every figure of the report that is no time. */
export type Account = {
  readonly people: ReadonlyMap<number, string>;
  readonly figures: ReadonlyMap<string, string>;
  /** Messages of which the report says otherwise than the callbacks that came. */
  readonly unlikeTold: number;
  readonly failedCallsWithoutCode: number;
  /** Places in the file of those for whom somebody has to decide. */
  readonly inDoubt: readonly number[];
  /** Why the run stood still, each time that it did. */
  readonly pauses: readonly string[];
  /** How long after it was written an answer was taken in, at most. Where that is seconds, the machine was too slow for the time scale. */
  readonly slowestAnswerMs: number;
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
    figures: new Map([
      ...figuresIn(report, ''),
      ...report.failures.map(({ reason, rows: n }) => [`failed because ${reason ?? ''}`, String(n)] as const),
      ...report.callFailures.map(
        (each) => [`calls ${each.result} ${each.error_code ?? ''}`, String(each.calls)] as const,
      ),
      ...(await decisionsOf(db, executionId)),
    ]),
    unlikeTold: await unlikeTold(db),
    failedCallsWithoutCode: report.callFailures
      .filter(({ result, error_code }) => result === 'failed' && error_code === null)
      .reduce((sum, { calls }) => sum + calls, 0),
    inDoubt: rows.filter(({ in_doubt }) => in_doubt).map(({ n }) => n),
    pauses: await pausesOf(db, executionId),
    slowestAnswerMs: await slowestAnswer(db),
  };
}

async function pausesOf(db: Database, executionId: string): Promise<readonly string[]> {
  const { rows } = await db.pool.query<{ sentence: string }>(
    `select data->>'sentence' as sentence from es.event where stream = $1 and type = 'ExecutionPauseAsked' order by position`,
    [`execution-${executionId}`],
  );
  return rows.map(({ sentence }) => sentence);
}

async function slowestAnswer(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ ms: number }>(
    `select coalesce(max(extract(epoch from recorded_at - (data->>'receivedAt')::timestamptz)) * 1000, 0)::int as ms
     from es.event where type = 'InboundReceived'`,
  );
  return rows[0]?.ms ?? 0;
}

/** Decisions by what they were; one whose attempt provably never left us, on a busy machine, is made once more. */
async function decisionsOf(db: Database, executionId: string): Promise<[string, string][]> {
  const { rows } = await db.pool.query<{ decision: string; n: number }>(
    `select d.verdict || ' ' || d.reason as decision, count(*) as n from reporting.contact_decisions d
     left join read.messages m using (attempt_id) left join read.calls c using (attempt_id)
     where d.execution_id = $1 and coalesce(m.status, c.status, '') <> 'absent' group by 1`,
    [executionId],
  );
  return rows.map(({ decision, n }) => [`decision ${decision}`, String(n)]);
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

/** Ids and moments differ from run to run, and so do waits; decisions and failures are counted by what they were. */
const ofOneRun =
  /(^decisions|^failures|^callFailures|_id|_at|_by|^retries|seconds|duration|deferr|settings|position|late_callbacks)/;

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

/**
 * The account without the error codes of calls that failed. A carrier's list holds none (Twilio: Calls resource), so the
 * code of a failed call whose status was lost stays unknown; that it failed does not.
 */
export function withoutCallCodes({ people, figures, ...rest }: Account): Account {
  const told = (text: string): string =>
    text.replace(/("reason" : "|^failed because |^calls )failed( \d*)/, '$1failed');
  const merged = new Map<string, string>();
  for (const [figure, value] of figures) {
    const known = merged.get(told(figure));
    merged.set(told(figure), known === undefined ? value : String(Number(known) + Number(value)));
  }
  return { ...rest, people: new Map([...people].map(([n, fate]) => [n, told(fate)])), figures: merged };
}

function differing<K>(what: string, one: ReadonlyMap<K, string>, other: ReadonlyMap<K, string>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((key) => one.get(key) !== other.get(key))
    .map((key) => `${what} ${String(key)}: ${one.get(key) ?? 'none'} / ${other.get(key) ?? 'none'}`);
}
