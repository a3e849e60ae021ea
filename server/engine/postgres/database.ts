import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** One pool of connections, spoken to in SQL (`pool`) or through Kysely on the same pool. */
export type Database = { readonly url: string; readonly pool: pg.Pool; readonly kysely: Kysely<unknown>; close(): Promise<void> };

const int8 = 20;
const timestamptz = 1184;

/**
 * Opens a pool. 64-bit integers come as numbers (all of ours stay far below 2^53), instants as ISO 8601 text in UTC.
 * A pool must survive its server: a checked-out client that loses its connection emits `error`, which without a
 * listener would end the process.
 */
export function openDatabase(url: string, { max = 10, name = 'ai-flows' }: { max?: number; name?: string } = {}): Database {
  const pool = new pg.Pool({ connectionString: url, max, application_name: name, types: { getTypeParser } });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  let closed: Promise<void> | undefined;
  return { url, pool, kysely, close: () => (closed ??= kysely.destroy()) };
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === int8) return Number;
  if (oid === timestamptz) return (text: string) => new Date(text).toISOString();
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : (pg.types.getTypeParser(oid, 'text') as (text: string) => unknown);
}
