import { z } from 'zod';
import type { Database } from '#server/engine/postgres/database';
import { foundText } from './issue-text.ts';
import { missingOwner, type Owner } from './owner.ts';
import { deniedBy, type Denied } from './problem.ts';

type Values = readonly (string | number)[];

/** Where a list goes on: the keys of the last entry that was shown. Nobody but this file looks into it. */
export function cursorOf(list: string, keys: Values): string {
  return Buffer.from(JSON.stringify([list, ...keys])).toString('base64url');
}

/** The keys in a cursor of that list, or null when it is none. */
export function keysIn<K extends readonly z.ZodType<string | number>[]>(
  list: string,
  cursor: string,
  schemas: K,
): { readonly [I in keyof K]: z.output<K[I]> } | null {
  try {
    const found = z
      .tuple([z.literal(list), ...schemas])
      .safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return found.success ? (found.data.slice(1) as { readonly [I in keyof K]: z.output<K[I]> }) : null;
  } catch {
    return null;
  }
}

export function wrongCursor(after: string): Denied {
  const problem = `${foundText(after)} found, the \`next\` of the page before, of this very list, wanted`;
  return deniedBy({ outcome: 'invalid', issues: [{ field: 'after', problem }] });
}

type List<Shape extends z.ZodRawShape> = {
  /** Names the list, so that a cursor of another one is noticed. */
  readonly list: string;
  readonly row: z.ZodObject<Shape>;
  /** A select of such rows, with a where. */
  readonly sql: string;
  readonly values?: readonly unknown[];
  /** What it is ordered by: columns that never change, the last of them unique, all in the same direction. */
  readonly keys: readonly (keyof Shape & string)[];
  readonly descending?: boolean;
  /** What it is a list of, where that may not be there. */
  readonly of?: Owner;
  readonly asked: { readonly after?: string | undefined; readonly limit: number };
};

type Page<Shape extends z.ZodRawShape> = {
  readonly rows: z.output<z.ZodObject<Shape>>[];
  readonly next: string | null;
};

/** A page of a query, and where the next one begins. What is added meanwhile moves nothing to another page. */
export async function readPage<Shape extends z.ZodRawShape>(
  db: Database,
  list: List<Shape>,
): Promise<Page<Shape> | Denied> {
  const { after = '' } = list.asked;
  if (after === '') return pageFrom(db, list, []);
  const schemas = list.keys.map((key) => list.row.shape[key] as unknown as z.ZodType<string | number>);
  const from = keysIn(list.list, after, schemas);
  return (from && (await pageFrom(db, list, from).catch(nullWhereMadeUp))) ?? wrongCursor(after);
}

/** Values that a column cannot hold (SQLSTATE 22, data exception) stand in no cursor of ours. */
function nullWhereMadeUp(fault: unknown): null {
  if (String((fault as { readonly code?: unknown }).code).startsWith('22')) return null;
  throw fault;
}

async function pageFrom<Shape extends z.ZodRawShape>(
  db: Database,
  { list, sql, values = [], keys, descending = false, of, asked: { limit } }: List<Shape>,
  from: Values,
): Promise<Page<Shape> | Denied> {
  const places = from.map((_, index) => `$${values.length + 1 + index}`).join(', ');
  const beyond = from.length > 0 ? ` and (${keys.join(', ')}) ${descending ? '<' : '>'} (${places})` : '';
  const order = keys.map((key) => `${key} ${descending ? 'desc' : 'asc'}`).join(', ');
  const { rows } = await db.pool.query<z.output<z.ZodObject<Shape>>>(
    `${sql}${beyond} order by ${order} limit ${limit + 1}`,
    [...values, ...from],
  );
  const missing = rows.length === 0 ? await missingOwner(db, of) : null;
  if (missing) return missing;
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? cursorAfter(list, keys, shown.at(-1)) : null };
}

function cursorAfter(list: string, keys: readonly string[], last: unknown): string {
  const row = last as Readonly<Record<string, string | number>>;
  return cursorOf(
    list,
    keys.map((key) => row[key] ?? ''),
  );
}
