import { asRecorded } from '#server/engine/log/sealed-log';
import type { Client } from '#server/engine/eventstore/restore-history';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { wholeLog } from '#server/engine/eventstore/whole-log';
import { genesis, link } from '#server/engine/ledger/ledger';
import type { Database } from '#server/engine/postgres/database';
import { backupFormat, keyTables, uploadTables, type BackupEnd, type BackupLine } from './backup-lines.ts';
import { writeSealedFile, type SealedFile } from './seal-file.ts';

type Parts = {
  readonly db: Database;
  readonly store: EventStore;
  readonly progress: (events: number) => void;
};
type Target = Omit<SealedFile, 'format'>;

/** Events read at once; rows of a table likewise, unless they are pieces of files. */
const batch = 5_000;
/** Text is handed on in pieces of about so many characters. */
const pieceCharacters = 256 * 1024;

/**
 * Keeps everything that cannot be made again: the events in their order (of whatever store), the keys, the secrets, and uploads that wait.
 * Not kept are sign-ins, and whatever follows from the events. The product may go on working meanwhile; the backup ends
 * with the event that was the newest when it began.
 */
export async function backUp(parts: Parts, target: Target): Promise<BackupEnd> {
  let end: BackupEnd | undefined;
  const text = async function* (): AsyncGenerator<string> {
    let piece = '';
    for await (const line of linesFor(parts)) {
      if ('end' in line) ({ end } = line);
      piece += `${JSON.stringify(line)}\n`;
      if (piece.length < pieceCharacters) continue;
      yield piece;
      piece = '';
    }
    yield piece;
  };
  await writeSealedFile({ ...target, format: backupFormat }, text());
  if (!end) throw new Error('Backing up: the file has no end.');
  return end;
}

async function* linesFor({ db, store, progress }: Parts): AsyncGenerator<BackupLine> {
  const rows: Record<string, number> = {};
  const { rows: applied } = await db.pool.query<{ name: string }>('select name from migration.applied order by name');
  const manifest = {
    ...{ madeAt: new Date().toISOString(), store: await store.identity() },
    migrations: applied.map(({ name }) => name),
  };
  yield { manifest };
  yield* tableLines(db, uploadTables, rows);
  let [number, head, until] = [0, genesis, null as string | null];
  for await (const event of wholeLog(store)) {
    const { stream, revision, id, type, data, meta } = event;
    number += 1;
    head = link(head, { ...asRecorded(event), number });
    until = until === null || meta.at > until ? meta.at : until;
    if (number % batch === 0) progress(number);
    yield { e: [stream, revision, id, type, data, meta] };
  }
  yield* tableLines(db, keyTables, rows);
  progress(number);
  yield { end: { events: number, until, ledgerHead: head.toString('hex'), rows } };
}

/** Tables as they stood at one moment, read piece by piece. */
async function* tableLines(
  db: Database,
  tables: readonly string[],
  counts: Record<string, number>,
): AsyncGenerator<BackupLine> {
  const client = await db.pool.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    for (const table of tables) {
      counts[table] = 0;
      for await (const rows of piecesOf(client, table)) {
        counts[table] += rows.length;
        yield { table, rows };
      }
    }
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

type Row = Readonly<Record<string, unknown>>;

/** Pieces of files are large and come one by one. */
async function* piecesOf(client: Client, table: string): AsyncGenerator<readonly Row[]> {
  const atOnce = table === 'uploads.part' ? 1 : batch;
  await client.query(`declare kept no scroll cursor for select to_json(t) as row from ${table} t`);
  for (;;) {
    const { rows } = await client.query<{ row: Row }>(`fetch ${atOnce} from kept`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => row);
  }
  await client.query('close kept');
}
