import { randomUUID } from 'node:crypto';
import type { InstallationRestored } from '#contracts/installation/events';
import { restoresStream } from '#contracts/installation/restores';
import type { Event, Instant } from '#contracts/kernel/event';
import { schemaOf, type Upcasters } from '#contracts/kernel/upcasters';
import {
  emptyInstallation,
  insertHistory,
  moveHead,
  type Client,
  type RestoredEvent,
} from '#server/engine/eventstore/restore-history';
import { genesis, link } from '#server/engine/ledger/ledger';
import { asRecorded } from '#server/engine/log/sealed-log';
import type { Database } from '#server/engine/postgres/database';
import { backupFormat, keyTables, linesOf, uploadTables, type BackupEnd, type Manifest } from './backup-lines.ts';
import { openRuns, pauseSentence } from './pause-open-runs.ts';
import { readSealedFile, type SealedFile } from './seal-file.ts';

type Parts = {
  /** Migrated, and nobody at work on it. */
  readonly db: Database;
  readonly upcasters: Upcasters;
  readonly now: () => Instant;
  readonly progress: (events: number) => void;
};

type Source = Omit<SealedFile, 'format'> & {
  /** How many events of this installation may be thrown away; null: it has to be empty. */
  readonly replace: number | null;
};

export type Restored = BackupEnd & { readonly paused: number };

const mostEvents = 2_000;
const mostCharacters = 4 * 1024 * 1024;
const tables: readonly string[] = [...uploadTables, ...keyTables];

/**
 * Puts a backup into an installation, in one transaction: all of it stands there afterwards, or nothing has changed.
 * Runs that were open come back paused, and the history says that it was restored, so that the runner asks the carriers
 * what was sent since before it sends anything. What follows from events is made anew when the product starts.
 */
export async function restore(parts: Parts, { replace, ...source }: Source): Promise<Restored> {
  const client = await parts.db.pool.connect();
  try {
    await client.query('begin');
    await refuseToOverwrite(client, replace);
    await emptyInstallation(client);
    const restored = await fill(client, parts, source);
    await client.query('commit');
    return restored;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function refuseToOverwrite(client: Client, replace: number | null): Promise<void> {
  const { rows } = await client.query<{ position: number }>('select position from es.head for update');
  const there = rows[0]?.position ?? 0;
  if (there === 0) await refuseKeysOfAnotherStore(client);
  if (there === 0 || there === replace) return;
  throw new Error(
    replace === null
      ? `This installation holds ${there} events, an empty one is wanted. To throw them away for good and put the backup in their place, add --replace ${there}.`
      : `This installation holds ${there} events, but --replace says ${replace}; look again at which installation this is.`,
  );
}

/** Keys without an event here open events that stand elsewhere; without them nobody could read those any more. */
async function refuseKeysOfAnotherStore(client: Client): Promise<void> {
  const { rows } = await client.query<{ keys: number }>('select count(*) as keys from private.subject_key');
  const keys = rows[0]?.keys ?? 0;
  if (keys > 0)
    throw new Error(
      `This database holds ${keys} keys but no event: it belongs to an installation whose events stand in EventStoreDB and could not be read without them. An empty installation is wanted: name another DATABASE_URL or DATA_DIR. Nothing was changed.`,
    );
}

/** The state of a restore on its way through the file. */
type Filling = {
  readonly events: RestoredEvent[];
  readonly rows: Record<string, number>;
  readonly runs: ReturnType<typeof openRuns>;
  characters: number;
  number: number;
  head: Buffer;
};

async function fill(client: Client, parts: Parts, source: Omit<SealedFile, 'format'>): Promise<Restored> {
  const filling: Filling = {
    ...{ events: [], rows: {}, runs: openRuns(), characters: 0, number: 0, head: genesis },
  };
  let end: BackupEnd | undefined;
  for await (const line of linesOf(readSealedFile({ ...source, format: backupFormat }))) {
    if ('manifest' in line) await refuseNewer(client, line.manifest);
    else if ('table' in line) await insertRows(client, line, filling.rows);
    else if ('end' in line) ({ end } = line);
    else {
      const [stream, revision, id, type, data, meta] = line.e;
      take(filling, { position: filling.number + 1, stream, revision, id, type, data, meta }, parts.upcasters);
      if (filling.events.length >= mostEvents || filling.characters >= mostCharacters) await flush(client, filling);
      if (filling.number % 5_000 === 0) parts.progress(filling.number);
    }
  }
  await flush(client, filling);
  if (!end) throw new Error('The backup has no end; use another copy of it.');
  compareWithEnd(end, filling);
  const paused = await sayRestored(client, parts, filling, end);
  await moveHead(client, filling.number);
  parts.progress(filling.number);
  return { ...end, paused };
}

function take(filling: Filling, event: RestoredEvent, upcasters: Upcasters): void {
  filling.number = event.position;
  filling.head = link(filling.head, { ...asRecorded({ ...event, position: '' }), number: event.position });
  filling.events.push(event);
  filling.characters += JSON.stringify(event.data).length;
  const steps = (upcasters[event.type] ?? []).slice(event.meta.schema - 1);
  filling.runs.hear({ type: event.type, data: steps.reduce((data, step) => step(data), event.data) });
}

async function flush(client: Client, filling: Filling): Promise<void> {
  if (filling.events.length > 0) await insertHistory(client, filling.events);
  filling.events.length = 0;
  filling.characters = 0;
}

async function refuseNewer(client: Client, { migrations }: Manifest): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select name from migration.applied');
  const known = new Set(rows.map(({ name }) => name));
  const unknown = migrations.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Error(
      `The backup was made by a newer version of the product (it knows ${unknown.join(', ')}); restore it with that version.`,
    );
}

async function insertRows(
  client: Client,
  { table, rows }: { table: string; rows: readonly Readonly<Record<string, unknown>>[] },
  counts: Record<string, number>,
): Promise<void> {
  if (!tables.includes(table))
    throw new Error(`The backup holds the table “${table}”; wanted are ${tables.join(', ')}.`);
  const columns = Object.keys(rows[0] ?? {}).map((name) => `"${name.replaceAll('"', '""')}"`);
  await client.query(
    `insert into ${table}(${columns.join(', ')}) select ${columns.join(', ')} from json_populate_recordset(null::${table}, $1::json)`,
    [JSON.stringify(rows)],
  );
  counts[table] = (counts[table] ?? 0) + rows.length;
}

function compareWithEnd(end: BackupEnd, { number, head, rows }: Filling): void {
  const found = { events: number, head: head.toString('hex'), rows: tables.map((table) => rows[table] ?? 0) };
  const wanted = { events: end.events, head: end.ledgerHead, rows: tables.map((table) => end.rows[table] ?? 0) };
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(
      `The backup does not hold what its end says: ${JSON.stringify(found)} found, ${JSON.stringify(wanted)} wanted. Nothing was written; use another copy of it.`,
    );
}

/** Pauses what was open, and writes down that this history was restored. Returns how many runs were paused. */
async function sayRestored(
  client: Client,
  { now, upcasters }: Parts,
  filling: Filling,
  end: BackupEnd,
): Promise<number> {
  const [restoreId, at] = [randomUUID(), now()];
  const pausing = filling.runs.pause(pauseSentence(end.until), { at, by: 'system:restore' });
  const restored: InstallationRestored = {
    type: 'InstallationRestored',
    data: { restoreId, events: end.events, until: end.until, paused: pausing.length },
  };
  const about = { commandId: `restore ${restoreId}`, correlationId: restoreId, by: 'system:restore', at };
  const { rows } = await client.query<{ n: number }>('select count(*) as n from es.event where stream = $1', [
    restoresStream,
  ]);
  const appends: readonly { stream: string; after: number; events: readonly Event[] }[] = [
    ...pausing,
    { stream: restoresStream, after: (rows[0]?.n ?? 0) - 1, events: [restored] },
  ];
  for (const { stream, after, events } of appends)
    for (const [i, { type, data }] of events.entries()) {
      const meta = { ...about, schema: schemaOf(upcasters, type) };
      filling.number += 1;
      filling.events.push({
        ...{ position: filling.number, stream, revision: after + 1 + i, id: randomUUID(), type, data, meta },
      });
    }
  await flush(client, filling);
  return pausing.length;
}
