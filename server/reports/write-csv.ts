import { once } from 'node:events';
import type { Response } from 'express';
import { csvLine } from '#server/engine/http/csv-line';
import type { Database } from '#server/engine/postgres/database';

const rowsAtOnce = 2_000;

/**
 * A query's rows as a CSV file, however many they are: they come from a cursor as fast as the asker takes them, and show
 * the tables as they stood when it was asked.
 */
export async function writeCsv(
  db: Database,
  response: Response,
  { name, sql, values }: { readonly name: string; readonly sql: string; readonly values: readonly unknown[] },
): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`declare report no scroll cursor for ${sql}`, [...values]);
    response.set({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
    });
    await writeAll(response, () =>
      client.query<unknown[]>({ text: `fetch ${rowsAtOnce} from report`, rowMode: 'array' }),
    );
    response.end();
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

type Fetched = { readonly fields: readonly { readonly name: string }[]; readonly rows: readonly unknown[][] };

async function writeAll(response: Response, fetch: () => Promise<Fetched>): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  for (let first = true; !gone.signal.aborted; first = false) {
    const { fields, rows } = await fetch();
    const head = first ? `\uFEFF${csvLine(fields.map((field) => field.name))}` : '';
    const more = response.write(head + rows.map((row) => csvLine(row.map(asText))).join(''));
    if (rows.length < rowsAtOnce) return;
    // An asker who leaves before the rest is taken wants no more of it.
    if (!more) await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
  }
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
