import type { Taken } from '#server/carriers/sandbox/script';
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
  readonly attemptsTwiceAtCarrier: number;
  readonly stepsTwiceForOnePerson: number;
  readonly messagesWithoutRecord: number;
  readonly recordsWithoutMessage: number;
  readonly rowsNotEndedOnce: number;
  readonly rowsForgotten: number;
  readonly inDoubt: number;
  readonly acknowledgedLost: number;
  readonly ledgerBroken: number;
};

export function isClean({ rows, ended, messages: _messages, ...rest }: Findings): boolean {
  return rows === ended && Object.values(rest).every((found) => found === 0);
}

/** The carrier's own book against what the log says, for everything that was executed. */
export async function judge(
  db: Database,
  book: readonly Taken[],
  acknowledged: readonly Acknowledged[],
): Promise<Findings> {
  const one = async (sql: string, values: unknown[] = []): Promise<number> =>
    (await db.pool.query<{ n: number }>(sql, values)).rows[0]?.n ?? 0;
  const sent = book.map(({ message }) => message.attemptId);
  const recorded = new Set(
    (
      await db.pool.query<{ id: string }>(
        `select data->>'attemptId' as id from es.event where type = 'AttemptAccepted'`,
      )
    ).rows.map(({ id }) => id),
  );
  const book2 = new Set(sent);
  return {
    rows: await one('select coalesce(sum(rows), 0) as n from read.executions'),
    ended: await one(`select count(distinct stream) as n from es.event where type = 'RowEnded'`),
    messages: sent.length,
    attemptsTwiceAtCarrier: sent.length - book2.size,
    stepsTwiceForOnePerson: await stepsTwice(db, sent),
    messagesWithoutRecord: sent.filter((id) => !recorded.has(id)).length,
    recordsWithoutMessage: [...recorded].filter((id) => !book2.has(id)).length,
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
