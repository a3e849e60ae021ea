import type { Reached } from '#server/carriers/sandbox/ledger';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { verifyLedger } from '#server/engine/ledger/ledger';
import { sealedLog } from '#server/engine/log/sealed-log';
import type { Database } from '#server/engine/postgres/database';
import type { Acknowledged } from './patient-session.ts';

/** What was found; every number but the first ones must be 0. */
export type Findings = {
  readonly rows: number;
  readonly ended: number;
  readonly messages: number;
  readonly calls: number;
  readonly attemptsTwiceAtCarrier: number;
  readonly stepsTwiceForOnePerson: number;
  readonly reachedWithoutRecord: number;
  readonly recordsWithoutReaching: number;
  /** Believed never to have arrived, and so tried again, although the carrier has it. */
  readonly reachedThoughAbsent: number;
  readonly rowsNotEndedOnce: number;
  readonly rowsForgotten: number;
  readonly inDoubt: number;
  readonly acknowledgedLost: number;
  readonly ledgerBroken: number;
};

export function isClean({ rows, ended, messages: _messages, calls: _calls, ...rest }: Findings): boolean {
  return rows === ended && Object.values(rest).every((found) => found === 0);
}

/** The carrier's own book against what the log says, for everything that was executed. */
export async function judge(
  db: Database,
  book: readonly Reached[],
  acknowledged: readonly Acknowledged[],
): Promise<Findings> {
  const one = async (sql: string): Promise<number> => (await db.pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
  const attempts = new Set(book.map(({ attemptId }) => attemptId));
  const took = book.filter(({ refused }) => refused === null);
  const messages = took.filter(({ what }) => what === 'message').map(({ attemptId }) => attemptId);
  const accepted = await attemptsOf(db, 'AttemptAccepted');
  const absent = await attemptsOf(db, 'AttemptAbsent');
  return {
    rows: await one('select coalesce(sum(rows), 0) as n from read.executions'),
    ended: await one(`select count(distinct stream) as n from es.event where type = 'RowEnded'`),
    messages: messages.length,
    calls: took.length - messages.length,
    attemptsTwiceAtCarrier: book.length - attempts.size,
    stepsTwiceForOnePerson: await stepsTwice(db, messages),
    reachedWithoutRecord: took.filter(({ attemptId }) => !accepted.has(attemptId)).length,
    recordsWithoutReaching: [...accepted].filter((id) => !attempts.has(id)).length,
    reachedThoughAbsent: took.filter(({ attemptId }) => absent.has(attemptId)).length,
    rowsNotEndedOnce: await one(
      `select count(*) as n from (select stream from es.event where type = 'RowEnded' group by stream having count(*) > 1) twice`,
    ),
    rowsForgotten: await one(
      `select (select coalesce(sum(rows), 0) from read.executions) - (select count(*) from read.rows where status = 'ended') as n`,
    ),
    inDoubt: await one('select count(*) as n from read.rows where in_doubt'),
    acknowledgedLost: await lost(db, acknowledged),
    ledgerBroken: await brokenLedger(db),
  };
}

async function attemptsOf(db: Database, type: string): Promise<ReadonlySet<string>> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select data->>'attemptId' as id from es.event where type = $1`,
    [type],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Messages of one step to one person beyond the first. */
async function stepsTwice(db: Database, sent: readonly string[]): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(
    `select coalesce(sum(times - 1), 0)::int as n from (
      select data->>'rowId', data->>'step', count(*) as times from es.event
      where type = 'AttemptIntended' and data->>'attemptId' = any($1) group by 1, 2 having count(*) > 1) twice`,
    [sent],
  );
  return rows[0]?.n ?? 0;
}

async function lost(db: Database, acknowledged: readonly Acknowledged[]): Promise<number> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select distinct meta->>'commandId' as id from es.event where meta->>'commandId' = any($1)`,
    [acknowledged.map(({ commandId }) => commandId)],
  );
  return acknowledged.length - rows.length;
}

async function brokenLedger(db: Database): Promise<number> {
  const store = openPostgresEventStore(db);
  try {
    const verdict = await verifyLedger(sealedLog(store), db);
    return verdict.ok ? 0 : 1;
  } finally {
    await store.close();
  }
}
