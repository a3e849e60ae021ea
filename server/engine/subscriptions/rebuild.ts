import { sql, type Transaction } from 'kysely';
import type { Projection } from '#contracts/kernel/subscriber';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { handledOf } from './follow.ts';
import { makeTables } from './install-projections.ts';

/** Where rebuilt tables stand until they are compared. */
const beside = 'rebuild';
const batch = 5_000;

export type Compared = { readonly table: string; readonly rows: number; readonly different: number };
export type Rebuilt = { readonly events: number; readonly tables: readonly Compared[]; readonly seconds: number };
type Options = { readonly progress: (done: number, of: number) => void; readonly swap: boolean };

/**
 * Replays the log into a projection's tables beside the live ones, up to where the live ones are, while their follower
 * rests (its checkpoint is locked), and compares them row by row. With `swap` the rebuilt rows take the place of the
 * live ones when they differ. Everything happens in one transaction: interrupted anywhere, nothing has changed.
 */
export async function rebuild(
  log: Pick<Log, 'subscribe'>,
  db: Database,
  projection: Projection<Transaction<unknown>>,
  { progress, swap }: Options,
): Promise<Rebuilt> {
  const began = performance.now();
  return db.derived.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      number: number;
    }>`select number from follow.checkpoint where name = ${projection.name} for update`.execute(tx);
    const end = rows[0]?.number ?? 0;
    await sql`drop schema if exists ${sql.id(beside)} cascade`.execute(tx);
    await sql`create schema ${sql.id(beside)}`.execute(tx);
    await makeTables(tx, beside, projection.ddl);
    await sql`set local search_path = ${sql.id(beside)}, public`.execute(tx);
    if (end > 0) await replay(log, projection, { tx, end, progress });
    await sql`set local search_path = public`.execute(tx);
    const tables: Compared[] = [];
    for (const table of projection.tables) tables.push(await compare(tx, table));
    if (swap && tables.some(({ different }) => different > 0))
      for (const table of projection.tables) await replace(tx, table);
    await sql`drop schema ${sql.id(beside)} cascade`.execute(tx);
    return { events: end, tables, seconds: (performance.now() - began) / 1000 };
  });
}

async function replay(
  log: Pick<Log, 'subscribe'>,
  projection: Projection<Transaction<unknown>>,
  { tx, end, progress }: { tx: Transaction<unknown>; end: number; progress: Options['progress'] },
): Promise<void> {
  const stop = new AbortController();
  let number = 0;
  for await (const events of log.subscribe({ after: null, batch, signal: stop.signal })) {
    const wanted = events.slice(0, end - number);
    const handled = handledOf(projection, wanted, number);
    if (handled.length > 0) await projection.on(handled, tx);
    number += wanted.length;
    progress(number, end);
    if (number >= end) return;
  }
}

/** Rows that stand on one side only. Tables are compared as text, since columns of JSON have no equality. */
async function compare(tx: Transaction<unknown>, table: string): Promise<Compared> {
  const [live, made] = [sql.id('read', table), sql.id(beside, table)];
  const { rows } = await sql<{ rows: number; different: number }>`
    with live as (select t::text as row from ${live} t), made as (select t::text as row from ${made} t)
    select (select count(*) from made) as rows,
      (select count(*) from (select row from live except all select row from made) gone) + (select count(*) from (select row from made except all select row from live) fresh) as different`.execute(
    tx,
  );
  return { table, rows: rows[0]?.rows ?? 0, different: rows[0]?.different ?? 0 };
}

async function replace(tx: Transaction<unknown>, table: string): Promise<void> {
  await sql`truncate ${sql.id('read', table)}`.execute(tx);
  await sql`insert into ${sql.id('read', table)} select * from ${sql.id(beside, table)}`.execute(tx);
}
