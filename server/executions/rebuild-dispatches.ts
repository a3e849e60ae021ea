import { sql, type Transaction } from 'kysely';
import type { Position, Recorded } from '#contracts/kernel/event';
import type { RowEvent } from '#contracts/row/events';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { saveCheckpoint } from '#server/engine/subscriptions/checkpoint';
import { handledOf } from '#server/engine/subscriptions/follow';
import { dispatcher } from './dispatcher.ts';
import { executionMigrations } from './migrations.ts';

/** What the log says is to be done, beside what stands in the tables. */
export type ComparedDispatches = {
  readonly table: string;
  readonly rows: number;
  /** Rows that the log asks for and the live table has not. */
  readonly missing: number;
  /** Rows of the live table that the log does not ask for. */
  readonly extra: number;
};

export type RebuiltDispatches = { readonly events: number; readonly tables: readonly ComparedDispatches[] };

type Options = { readonly progress: (done: number) => void; readonly swap: boolean };

const batch = 2_000;

/** Tables that follow from the log, and the columns by which they are compared: when something is due may be put off. */
const derived: Readonly<Record<string, string>> = {
  execution: 't::text',
  batch: 't::text',
  open_row: 't::text',
  open_attempt: 'channel_id, contact_id, attempt_id, row_id, execution_id, kind',
  dispatch: 'subject, input_id, execution_id, kind, payload::text',
};

/**
 * Makes what is to be done anew from the log: runs, rows under way, guards, dispatches. The dispatcher itself is replayed,
 * into tables of its own: for the length of the transaction the live ones stand in another schema, and only for it.
 * Nothing is sent by that. An input that was taken is known by the events it caused; one that caused none is asked for
 * once more, which changes nothing. With `swap` the live tables get the rows made anew; no runner may be at work then.
 */
export async function rebuildDispatches(
  log: Pick<Log, 'subscribe' | 'head' | 'identity'>,
  db: Database,
  { progress, swap }: Options,
): Promise<RebuiltDispatches> {
  const store = await log.identity();
  const head = await log.head();
  return db.derived.transaction().execute(async (tx) => {
    const { rows } = await sql<{ position: Position; number: number }>`
      select position, number from follow.checkpoint where name = ${dispatcher.name} for update`.execute(tx);
    const end = rows[0]?.position ?? head;
    await sql`alter schema run rename to run_live`.execute(tx);
    for (const migration of executionMigrations) await sql.raw(migration.sql).execute(tx);
    const number = end === null ? 0 : await replay(log, tx, { end, progress });
    const tables: ComparedDispatches[] = [];
    for (const [table, columns] of Object.entries(derived)) tables.push(await compare(tx, table, columns));
    if (swap) {
      await putBack(tx);
      if (end !== null) await saveCheckpoint(tx, { ...dispatcher, store }, { position: end, number });
    }
    await sql`drop schema run cascade`.execute(tx);
    await sql`alter schema run_live rename to run`.execute(tx);
    return { events: number, tables };
  });
}

/**
 * A dispatcher that has never followed this log, which has a history already, must not begin at its beginning while a
 * runner takes what it writes. Its tables are made from the log first; any number of processes may ask for it at once.
 */
export async function ensureDispatches(log: Pick<Log, 'subscribe' | 'head' | 'identity'>, db: Database): Promise<void> {
  if ((await log.head()) === null) return;
  const client = await db.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const { rowCount } = await client.query('select 1 from follow.checkpoint where name = $1', [dispatcher.name]);
    if (!rowCount) await rebuildDispatches(log, db, { progress: () => undefined, swap: true });
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => undefined);
    client.release();
  }
}

/** Serialises processes that start at the same time; any constant of our own will do. */
const lockKey = 730_514_006;

/** Returns the ordinal of the event at `end`. */
async function replay(
  log: Pick<Log, 'subscribe'>,
  tx: Transaction<unknown>,
  { end, progress }: { end: Position; progress: Options['progress'] },
): Promise<number> {
  const stop = new AbortController();
  let number = 0;
  for await (const events of log.subscribe({ after: null, batch, signal: stop.signal })) {
    const last = events.findIndex(({ position }) => position === end);
    const wanted = last < 0 ? events : events.slice(0, last + 1);
    await takeGuards(tx, wanted);
    const handled = handledOf(dispatcher, wanted, number);
    if (handled.length > 0) await dispatcher.on(handled, tx);
    await removeTaken(tx, wanted);
    number += wanted.length;
    progress(number);
    if (last >= 0) break;
  }
  return number;
}

const kinds = { AttemptIntended: 'message', CallIntended: 'call', TransferIntended: 'transfer' } as const;

type Intended = Extract<RowEvent, { type: keyof typeof kinds }>;

function isIntended({ event }: Recorded): boolean {
  return event.type in kinds;
}

/** Whoever is being contacted is guarded, as the runner does it before it writes the intent; the dispatcher lets go. */
async function takeGuards(tx: Transaction<unknown>, events: readonly Recorded[]): Promise<void> {
  const guards = events.filter(isIntended).map(({ event, at }) => {
    const { type, data } = event as Intended;
    const { channelId, contactId, attemptId, rowId, executionId } = data;
    return [
      `${channelId} ${contactId}`,
      { channelId, contactId, attemptId, rowId, executionId, kind: kinds[type], at },
    ] as const;
  });
  if (guards.length === 0) return;
  const newest = [...new Map(guards).values()];
  await sql`insert into run.open_attempt(channel_id, contact_id, attempt_id, row_id, execution_id, kind, since)
    select "channelId", "contactId", "attemptId", "rowId", "executionId", kind, at
    from json_to_recordset(${JSON.stringify(newest)}::json)
      as r("channelId" uuid, "contactId" text, "attemptId" text, "rowId" text, "executionId" uuid, kind text, at timestamptz)
    on conflict (channel_id, contact_id) do update set attempt_id = excluded.attempt_id, row_id = excluded.row_id,
      execution_id = excluded.execution_id, kind = excluded.kind, since = excluded.since`.execute(tx);
}

/** A dispatch's input id is the command id of the events it led to. */
async function removeTaken(tx: Transaction<unknown>, events: readonly Recorded[]): Promise<void> {
  const taken = [...new Set(events.flatMap(({ by, commandId }) => (by === 'system:runner' ? [commandId] : [])))];
  if (taken.length > 0)
    await sql`delete from run.dispatch where subject || ' ' || input_id = any(${taken})`.execute(tx);
}

async function compare(tx: Transaction<unknown>, table: string, columns: string): Promise<ComparedDispatches> {
  const side = (schema: string) => sql`select ${sql.raw(columns)} from ${sql.id(schema, table)} t`;
  const { rows } = await sql<{ rows: number; missing: number; extra: number }>`
    select (select count(*) from ${sql.id('run_live', table)}) as rows,
      (select count(*) from (${side('run')} except all ${side('run_live')}) x) as missing,
      (select count(*) from (${side('run_live')} except all ${side('run')}) x) as extra`.execute(tx);
  return { table, ...(rows[0] ?? { rows: 0, missing: 0, extra: 0 }) };
}

/** Guards of intents that the dispatcher has not seen yet stay; the runner gives back those that nobody needs. */
async function putBack(tx: Transaction<unknown>): Promise<void> {
  for (const table of Object.keys(derived)) {
    if (table !== 'open_attempt') await sql`truncate ${sql.id('run_live', table)}`.execute(tx);
    await sql`insert into ${sql.id('run_live', table)} select * from ${sql.id('run', table)} on conflict do nothing`.execute(
      tx,
    );
  }
}
