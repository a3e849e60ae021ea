import { sql, type Transaction } from 'kysely';
import type { Event, Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import { flushRows, keepRows, keptRows } from './kept-rows.ts';

/** What every row of a read table carries: the ledger number of the last event it reflects. */
export type Reflecting = { readonly position: number };

type Parts<Row extends Reflecting, E extends Event> = {
  readonly table: string;
  readonly key: keyof Row & string;
  readonly batch: readonly Numbered<E>[];
  /** The row an event is about, or null when it is about none. */
  readonly keyOf: (event: E, recorded: Numbered<E>) => string | null;
  /** Events that begin a row: nothing needs to be looked up for it. */
  readonly begins: (event: E) => boolean;
  /** The row after an event; the same row (or none) when the event says nothing about it. */
  readonly evolve: (row: Row | undefined, recorded: Numbered<E>) => Row | undefined;
};

/** Rows as they stood before a batch and as they stand after it. */
export type Folded<Row> = { readonly before: ReadonlyMap<string, Row>; readonly after: ReadonlyMap<string, Row> };

/**
 * Folds a batch into the rows of one table: the rows it touches are read at once, folded in memory and written at once,
 * so that the cost of a batch is two statements however many events it has. An event a row already reflects is skipped.
 */
export async function foldInto<Row extends Reflecting, E extends Event>(
  tx: Transaction<unknown>,
  parts: Parts<Row, E>,
): Promise<Folded<Row>> {
  const { table, key, batch, keyOf, begins, evolve } = parts;
  const touched = batch.flatMap((recorded) => {
    const id = keyOf(recorded.event, recorded);
    return id === null ? [] : [{ id, recorded }];
  });
  const begun = new Set<string>();
  const wanted = new Set<string>();
  for (const { id, recorded } of touched)
    if (!begun.has(id) && !wanted.has(id)) (begins(recorded.event) ? begun : wanted).add(id);
  const before = await load<Row>(tx, table, key, [...wanted]);
  const after = new Map(before);
  for (const { id, recorded } of touched) {
    const row = after.get(id);
    if (row && row.position >= recorded.number) continue;
    const next = evolve(row, recorded);
    // What evolve made is nobody's yet, so its position is written onto it: a copy of every row for every event is dear.
    if (next && next !== row) after.set(id, Object.assign(next, { position: recorded.number }));
  }
  const changed = [...after].filter(([id, row]) => before.get(id) !== row).map(([, row]) => row);
  await save(tx, table, key, changed);
  return { before, after };
}

/** Rows of a table by their key. */
export async function load<Row>(
  tx: Transaction<unknown>,
  table: string,
  key: keyof Row & string,
  ids: readonly string[],
): Promise<Map<string, Row>> {
  const kept = keptRows(tx, table)?.find(ids);
  const found = (kept?.found ?? new Map<string, Row>()) as Map<string, Row>;
  const missing = kept?.missing ?? ids;
  if (missing.length === 0) return found;
  const { rows } = await sql<Row>`
    select * from ${sql.id(table)} where ${sql.id(key)}::text = any(${missing})`.execute(tx);
  for (const row of rows) found.set(String(row[key]), row);
  return found;
}

/** Writes whole rows, replacing those that are there. */
export async function save(
  tx: Transaction<unknown>,
  table: string,
  key: string,
  rows: readonly object[],
): Promise<void> {
  const kept = keptRows(tx, table);
  await (kept ? kept.put(key, rows) : write(tx, table, key, rows));
}

/** What a projection does while the log is replayed into it: rows are written once and not once a batch. */
export const replaying: Required<Projection<Transaction<unknown>>>['replaying'] = {
  begin: (tx) => {
    keepRows(tx, (table, key, rows) => write(tx, table, key, rows));
  },
  flush: flushRows,
};

async function write(tx: Transaction<unknown>, table: string, key: string, rows: readonly object[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const names = sql.join(columns.map((name) => sql.id(name)));
  const changes = sql.join(columns.map((name) => sql`${sql.id(name)} = excluded.${sql.id(name)}`));
  await sql`insert into ${sql.id(table)}(${names})
    select ${names} from json_populate_recordset(null::${sql.id(table)}, ${asJson(rows)}::json)
    on conflict (${sql.id(key)}) do update set ${changes}`.execute(tx);
}

/**
 * As PostgreSQL takes it: no text there holds U+0000 or half of a surrogate pair. The doors let neither in, but a log may
 * hold one, and must not stop who reads it.
 */
function asJson(rows: readonly object[]): string {
  const text = JSON.stringify(rows);
  if (!/\\u(0000|d[89a-f])/.test(text)) return text;
  const clean = (value: unknown): unknown =>
    typeof value === 'string' ? value.replaceAll('\u0000', '\ufffd').toWellFormed() : value;
  return JSON.stringify(rows, (_key, value: unknown) => clean(value));
}

/** Adds to counters, making them where they are missing: `rows` hold the key columns and the amounts in `counters`. */
export async function add(
  tx: Transaction<unknown>,
  table: string,
  { keys, counters }: { keys: readonly string[]; counters: readonly string[] },
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = sql.join([...keys, ...counters].map((name) => sql.id(name)));
  const sums = sql.join(
    counters.map((name) => sql`${sql.id(name)} = ${sql.id(table, name)} + excluded.${sql.id(name)}`),
  );
  await sql`insert into ${sql.id(table)}(${names})
    select ${names} from json_populate_recordset(null::${sql.id(table)}, ${asJson(rows)}::json)
    on conflict (${sql.join(keys.map((name) => sql.id(name)))}) do update set ${sums}`.execute(tx);
}
