import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { projections } from '#projections/all';
import { reportingSql } from '#projections/reporting';
import type { Config } from '#server/config';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import { openDatabase, type Database } from '#server/engine/postgres/database';
import { startEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import { migrate } from '#server/engine/postgres/migrate';
import { installProjections } from '#server/engine/subscriptions/install-projections';
import { migrations } from '#server/migrations';

export type OpenedDatabase = {
  readonly db: Database;
  readonly embedded: boolean;
  /** Whether another product is at work on it at this moment. */
  isShared(): Promise<boolean>;
  close(): Promise<void>;
};

/** Held shared by every product on the database; any constant of our own will do. */
const presenceKey = 730_514_005;
const announceAgainMs = 500;

/** The database of the settings, started where it is the embedded one, and brought up to date. */
export async function openProductDatabase(
  { DATABASE_URL, DATA_DIR }: Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>,
  say: (sentence: string) => void,
): Promise<OpenedDatabase> {
  const embedded = DATABASE_URL === undefined ? await startEmbeddedPostgres({ dataDir: DATA_DIR, say }) : null;
  const db = openDatabase(DATABASE_URL ?? embedded?.url ?? '', { max: 30 });
  const presence = await announce(db).catch(async (cause: unknown) => {
    await db.close();
    await embedded?.stop();
    throw new Error(
      `The database cannot be reached: ${(cause as Error).message}. Check DATABASE_URL, or leave it out for the embedded one.`,
      { cause },
    );
  });
  const close = async (): Promise<void> => {
    const others = await presence.leave();
    await db.close();
    await (others ? embedded?.leave() : embedded?.stop());
  };
  try {
    await refuseOldServer(db);
    await migrate(db, migrations);
    await installProjections(db, projections, reportingSql);
    return { db, embedded: embedded !== null, isShared: async () => (await productsOn(db)) > 1, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const oldestServer = 16;

/** An older PostgreSQL is not what this was tried on: it is refused before anything in it is changed. */
async function refuseOldServer(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ number: number; version: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  );
  const [server] = rows;
  if (server && server.number < oldestServer * 10_000)
    throw new Error(
      `The database of DATABASE_URL is PostgreSQL ${server.version}; version ${oldestServer} or newer is wanted. Use a newer server, or leave DATABASE_URL out for the embedded one.`,
    );
}

/** How many products are on a database: `pg_locks` has the lower half of an advisory lock's key as `objid` (PostgreSQL manual). */
export async function productsOn(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(
    `select count(*) as n from pg_locks where locktype = 'advisory' and objid = $1 and granted
       and database = (select oid from pg_database where datname = current_database())`,
    [presenceKey],
  );
  return rows[0]?.n ?? 0;
}

/**
 * Says that a product is here, and again when the connection that says so was lost; `leave` answers whether another one
 * still is, which needs the embedded server.
 */
async function announce(db: Database): Promise<{ leave(): Promise<boolean> }> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const take = async (): Promise<pg.PoolClient> => {
    const client = await db.pool.connect();
    try {
      await client.query('select pg_advisory_lock_shared($1)', [presenceKey]);
      client.once('end', () => void again());
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  let held: pg.PoolClient | null = await take();
  const again = async (): Promise<void> => {
    held?.release(true);
    held = null;
    while (!signal.aborted && held === null) {
      await wait(announceAgainMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!isAborted(signal)) held = await take().catch(() => null);
    }
  };
  return {
    leave: async () => {
      stopping.abort();
      const client = held;
      held = null;
      if (!client) return false;
      try {
        await client.query('select pg_advisory_unlock_shared($1)', [presenceKey]);
        const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
          presenceKey,
        ]);
        return rows[0]?.alone === false;
      } catch {
        return false;
      } finally {
        client.release(true);
      }
    },
  };
}
