import { randomUUID } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';

export type BulkEvent = {
  readonly stream: string;
  readonly type: string;
  readonly data: unknown;
  readonly meta: unknown;
};

export const rowsAtOnce = 1_000;
type Pages = AsyncIterable<readonly BulkEvent[]> | Iterable<readonly BulkEvent[]>;
const columns = 7;

/**
 * The peer: the same events into a table of the same shape, `rowsAtOnce` an INSERT, on one connection. Events a second,
 * without the time in which they are handed over.
 */
export async function bulkInsert(db: Database, pages: Pages): Promise<number> {
  await db.pool.query('drop table if exists public.bulk; create table public.bulk (like es.event including all)');
  const client = await db.pool.connect();
  try {
    let [position, spent] = [0, 0];
    for await (const rows of pages) {
      const began = performance.now();
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
      spent += performance.now() - began;
    }
    return position / (spent / 1_000);
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
