import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** Connections to one database, spoken to in SQL (`pool`) or through Kysely on the same pool. */
export type Database = {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly kysely: Kysely<unknown>;
  /**
   * For work whose loss the log would make good: rows that commit with a checkpoint, dispatches, leases. Its commits do
   * not wait for the disk (`synchronous_commit = off`): after a crash of the server the last of them are undone, in
   * order, and simply done again. Events never go this way.
   */
  readonly derived: Kysely<unknown>;
  close(): Promise<void>;
};

const int8 = 20;
const timestamptz = 1184;

/** Opens the connections; they are made when they are needed. `max`: most of them at once, for each of the two kinds. */
export function openDatabase(
  url: string,
  { max = 10, name = 'ai-flows' }: { max?: number; name?: string } = {},
): Database {
  const pool = openPool({ connectionString: url, max, application_name: name });
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const derivedPool = openPool({
    connectionString: url,
    max,
    application_name: `${name} derived`,
    options: '-c synchronous_commit=off',
  });
  const derived = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: derivedPool }) });
  const closeBoth = async (): Promise<void> => {
    await Promise.all([end(kysely, pool), end(derived, derivedPool)]);
  };
  let closed: Promise<void> | undefined;
  return { url, pool, kysely, derived, close: () => (closed ??= closeBoth()) };
}

/** Kysely ends a pool only where something was asked through it; what else was opened would keep a command from ending. */
async function end(kysely: Kysely<unknown>, pool: pg.Pool): Promise<void> {
  await kysely.destroy();
  if (!pool.ending) await pool.end();
}

/**
 * 64-bit integers come as numbers (all of ours stay far below 2^53), instants as ISO 8601 text in UTC. A pool must
 * survive its server: a checked-out client that loses its connection emits `error`, which without a listener would end
 * the process.
 */
function openPool(options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...options, types: { getTypeParser } });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** pg declares its parsers by an enum of ids; ours go by number. */
const standard = pg.types.getTypeParser as (oid: number, format?: string) => (value: string) => unknown;

function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === int8) return Number;
  if (oid === timestamptz) return (text) => new Date(text).toISOString();
  return standard(oid, format ?? 'text');
}
