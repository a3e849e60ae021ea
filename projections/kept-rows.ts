import type { Transaction } from 'kysely';

type Row = object;
type Write = (table: string, key: string, rows: readonly Row[]) => Promise<void>;

/** Rows of one table at most; what was touched longest ago is let go first. */
const most = 30_000;
/** Rows written by one statement. */
const writtenAtOnce = 2_000;

/**
 * The rows of one table that a replay holds in memory: a row that changes in ten batches is written once, and one that
 * is here need not be read back.
 */
export class KeptRows {
  private readonly rows = new Map<string, Row>();
  private readonly changed = new Set<string>();
  private readonly table: string;
  private readonly write: Write;
  private key = '';
  /** Whether every row of the table is here, so that what is not here does not exist. */
  private whole = true;

  constructor(table: string, write: Write) {
    this.table = table;
    this.write = write;
  }

  /** Rows by key; `missing` are those that have to be read from the table. */
  find(ids: readonly string[]): { readonly found: Map<string, Row>; readonly missing: readonly string[] } {
    const found = new Map<string, Row>();
    const missing: string[] = [];
    for (const id of ids) {
      const row = this.rows.get(id);
      if (row) found.set(id, row);
      else if (!this.whole) missing.push(id);
    }
    return { found, missing };
  }

  async put(key: string, rows: readonly Row[]): Promise<void> {
    this.key = key;
    for (const row of rows) {
      const id = String((row as Record<string, unknown>)[key]);
      this.rows.delete(id);
      this.rows.set(id, row);
      this.changed.add(id);
    }
    if (this.rows.size <= most) return;
    await this.flush();
    this.whole = false;
    for (const id of this.rows.keys()) {
      if (this.rows.size <= most / 2) break;
      this.rows.delete(id);
    }
  }

  async flush(): Promise<void> {
    const rows = [...this.changed].flatMap((id) => this.rows.get(id) ?? []);
    this.changed.clear();
    for (let from = 0; from < rows.length; from += writtenAtOnce)
      await this.write(this.table, this.key, rows.slice(from, from + writtenAtOnce));
  }
}

type Replay = { readonly tables: Map<string, KeptRows>; readonly write: Write };
const replays = new WeakMap<Transaction<unknown>, Replay>();

/** From now on rows written in this transaction wait in memory, until `flushRows`. Its tables must be empty. */
export function keepRows(tx: Transaction<unknown>, write: Write): void {
  replays.set(tx, { tables: new Map(), write });
}

/** Writes what waits, and keeps nothing any more. */
export async function flushRows(tx: Transaction<unknown>): Promise<void> {
  for (const rows of replays.get(tx)?.tables.values() ?? []) await rows.flush();
  replays.delete(tx);
}

/** The rows that are kept of a table; undefined where nothing is kept, as in ordinary following. */
export function keptRows(tx: Transaction<unknown>, table: string): KeptRows | undefined {
  const replay = replays.get(tx);
  if (!replay) return undefined;
  const known = replay.tables.get(table);
  if (known) return known;
  const rows = new KeptRows(table, replay.write);
  replay.tables.set(table, rows);
  return rows;
}
