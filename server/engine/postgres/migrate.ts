import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Database } from './database.ts';

/** One step of the schema. Once released its text never changes; a further change is a further step. */
export type Migration = { readonly name: string; readonly sql: string };

/** Serialises processes that start at the same time; any constant of our own will do. */
const lockKey = 730_514_001;

/** Brings the schema up to date: each step in a transaction with its record, so that a killed step leaves nothing. */
export async function migrate(db: Database, migrations: readonly Migration[]): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(`create schema if not exists migration;
      create table if not exists migration.applied(name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
    const applied = new Map(
      (await client.query<{ name: string; sha256: string }>('select name, sha256 from migration.applied')).rows.map(
        (row) => [row.name, row.sha256],
      ),
    );
    refuseUnknown(applied, migrations);
    for (const migration of migrations) await apply(client, migration, applied.get(migration.name));
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => undefined);
    client.release();
  }
}

function refuseUnknown(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const unknown = [...applied.keys()].filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0)
    throw new Error(
      `The database was made by a newer version of the product (it knows ${unknown.join(', ')}); start that version, or use another database.`,
    );
}

async function apply(client: pg.PoolClient, { name, sql }: Migration, known: string | undefined): Promise<void> {
  const sha256 = createHash('sha256').update(sql).digest('hex');
  if (known === sha256) return;
  if (known !== undefined)
    throw new Error(
      `The migration ${name} was changed after it had been applied; put its text back and add a new migration instead.`,
    );
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into migration.applied(name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw new Error(`Applying the migration ${name} failed: ${(cause as Error).message}`, { cause });
  }
}
