import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Projection } from '#contracts/kernel/subscriber';
import type { Database } from '#server/engine/postgres/database';

/** Serialises processes that start at the same time; any constant of our own will do. */
const lockKey = 730_514_004;

type Installed = { readonly name: string; readonly version: number; readonly sha256: string };

/**
 * Makes the tables of projections in the schema `read`. One whose version or shape is not the installed one is dropped
 * and made anew without a checkpoint, so that its follower replays the log. The views that stand on the tables
 * (`viewsSql`) are made again when any of this changed.
 */
export async function installProjections(
  db: Database,
  projections: readonly Projection<Transaction<unknown>>[],
  viewsSql: string,
): Promise<void> {
  await db.kysely.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx);
    await sql`create schema if not exists read`.execute(tx);
    await sql`create table if not exists follow.installed(name text primary key, version int not null, sha256 text not null)`.execute(
      tx,
    );
    const { rows } = await sql<Installed>`select name, version, sha256 from follow.installed`.execute(tx);
    const installed = new Map(rows.map((row) => [row.name, row]));
    let changed = false;
    for (const projection of projections) {
      const sha256 = hashOf(projection.ddl);
      const known = installed.get(projection.name);
      if (known?.version === projection.version && known.sha256 === sha256) continue;
      await makeAnew(tx, projection);
      await record(tx, { name: projection.name, version: projection.version, sha256 });
      changed = true;
    }
    const views = { name: 'views', version: 1, sha256: hashOf(viewsSql) };
    if (!changed && installed.get('views')?.sha256 === views.sha256) return;
    await sql.raw(viewsSql).execute(tx);
    await record(tx, views);
  });
}

async function makeAnew(
  tx: Transaction<unknown>,
  { name, tables, ddl }: Projection<Transaction<unknown>>,
): Promise<void> {
  for (const table of tables) await sql`drop table if exists ${sql.id('read', table)} cascade`.execute(tx);
  await makeTables(tx, 'read', ddl);
  await sql`delete from follow.checkpoint where name = ${name}`.execute(tx);
}

/** Makes a projection's tables in a schema. */
export async function makeTables(tx: Transaction<unknown>, schema: string, ddl: string): Promise<void> {
  await sql`set local search_path = ${sql.id(schema)}, public`.execute(tx);
  await sql.raw(ddl).execute(tx);
  await sql`set local search_path = public`.execute(tx);
}

async function record(tx: Transaction<unknown>, { name, version, sha256 }: Installed): Promise<void> {
  await sql`insert into follow.installed(name, version, sha256) values (${name}, ${version}, ${sha256})
    on conflict (name) do update set version = excluded.version, sha256 = excluded.sha256`.execute(tx);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
