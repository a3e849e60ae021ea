import { randomUUID } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';
import { perSecond } from './figure.ts';

export type BulkEvent = {
  readonly stream: string;
  readonly type: string;
  readonly data: unknown;
  readonly meta: unknown;
};

const rowsAtOnce = 1_000;
const columns = 7;

/** The peer: the same events into a table of the same shape, 1000 rows an INSERT, on one connection. Events a second. */
export async function bulkInsert(db: Database, events: readonly BulkEvent[]): Promise<number> {
  await db.pool.query('drop table if exists public.bulk; create table public.bulk (like es.event including all)');
  const client = await db.pool.connect();
  try {
    const began = performance.now();
    let position = 0;
    for (let from = 0; from < events.length; from += rowsAtOnce) {
      const rows = events.slice(from, from + rowsAtOnce);
      const values = rows.flatMap(({ stream, type, data, meta }) => [
        (position += 1),
        stream,
        0,
        randomUUID(),
        type,
        JSON.stringify(data),
        JSON.stringify(meta),
      ]);
      await client.query({ name: `bulk_${rows.length}`, text: insertOf(rows.length), values });
    }
    return perSecond(events.length, began);
  } finally {
    client.release();
    await db.pool.query('drop table public.bulk');
  }
}

function insertOf(rows: number): string {
  const places = Array.from(
    { length: rows },
    (_each, row) => `(${Array.from({ length: columns }, (_place, i) => `$${row * columns + i + 1}`).join(',')})`,
  );
  return `insert into public.bulk(position, stream, revision, id, type, data, meta) values ${places.join(',')}`;
}
