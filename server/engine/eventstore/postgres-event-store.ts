import type pg from 'pg';
import { isConnectionFault } from '#server/engine/postgres/connection-fault';
import type { Database } from '#server/engine/postgres/database';
import { refuseUnappendable } from './appendable.ts';
import { openAppendedNotice } from './appended-notice.ts';
import type { EventMeta, EventStore, StoredEvent, SubscribeOptions } from './event-store.ts';
import { appendGroup, appendOne, type AppendRequest, type Letter } from './append-statements.ts';
import { groupCommit } from './group-commit.ts';
import { newestPages } from './newest-pages.ts';
import { RecentEvents } from './recent-events.ts';
import { readTogether } from './read-together.ts';
import { AppendOutcomeUnknown, EventTooLarge, StoreUnavailable, WrongExpectedRevision } from './store-faults.ts';
import { createSignal } from './wake-signal.ts';

/** Most bytes of JSON in one append; a data-set chunk stays well below. */
const largestAppend = 4 * 1024 * 1024;
const largestGroup = 2_000;
/** Bytes of data after which a page ends, since a follower that is far behind would have to hold them all. */
const largestPage = 16 * 1024 * 1024;
const remembered = 30_000;
const rememberedCharacters = 16 * 1024 * 1024;
/** A follower looks again after this long even when no notice came. */
const slowPollMs = 1_000;

type Row = {
  position: number;
  stream: string;
  revision: number;
  id: string;
  type: string;
  data: string;
  meta: EventMeta;
};
/** An event that was just written and the length of its data as JSON. */
type Written = { readonly event: StoredEvent; readonly characters: number };
type Verdict = { ord: number; actual: number; base: number | null };

const columns = 'position, stream, revision, id, type, data::text as data, meta';

/** The embedded event store, on the tables of `eventStoreMigrations`. Any number of processes may append and follow. */
export function openPostgresEventStore(db: Database): EventStore {
  const { pool } = db;
  const recent = new RecentEvents(remembered, rememberedCharacters);
  const appended = createSignal();
  const others = openAppendedNotice(db, () => appended.raise());
  const underWay = new Set<Promise<void>>();
  const commitGroup = (group: readonly Letter[]): Promise<void> => {
    const committing = commit(pool, group, publish).finally(() => underWay.delete(committing));
    underWay.add(committing);
    return committing;
  };
  const enqueue = groupCommit<Letter>(commitGroup, { largest: largestGroup, groups: 2 });

  function publish(written: readonly Written[]): void {
    for (const { event, characters } of written) recent.add(event, characters);
    appended.raise();
    if (written.length > 0) others.tell();
  }

  async function select(name: string, text: string, values: unknown[], keep = false): Promise<StoredEvent[]> {
    const { rows } = await pool.query<Row>({ name, text, values });
    return rows.map((row) => {
      const known = recent.at(row.position);
      if (known) return known;
      const event: StoredEvent = { ...row, data: JSON.parse(row.data) as unknown, position: String(row.position) };
      if (keep) recent.add(event, row.data.length);
      return event;
    });
  }

  const readMany = async (streams: readonly string[]): Promise<ReadonlyMap<string, readonly StoredEvent[]>> =>
    byStream(
      await select('es_read_many', `select ${columns} from es.event where stream = any($1) order by stream, revision`, [
        streams,
      ]),
    );
  const read = readTogether(readMany);

  function stored(after: number, most: number): Promise<readonly StoredEvent[]> {
    return select(
      'es_page',
      `select ${columns} from (
         select *, sum(pg_column_size(data)) over (order by position) - pg_column_size(data) as before
         from es.event where position > $1 order by position limit $2) page
       where before < ${largestPage} order by position`,
      [after, most],
      true,
    );
  }

  const page = newestPages({ recent, underWay, stored });

  async function* subscribe({ after, batch, signal }: SubscribeOptions): AsyncGenerator<readonly StoredEvent[]> {
    let last = Number(after ?? 0);
    while (!signal.aborted) {
      const raised = appended.next(slowPollMs, signal);
      const events = await page(last, batch).catch((error: unknown) => {
        if (isConnectionFault(error) || error instanceof StoreUnavailable) return [];
        throw error;
      });
      if (events.length === 0) {
        await raised;
        continue;
      }
      last = Number(events.at(-1)?.position);
      yield events;
    }
  }

  return {
    append: (stream, expected, events) =>
      new Promise((accept, fail) => {
        refuseUnappendable(stream, events);
        const letter = letterOf({ stream, expected, events, accept, fail });
        const size = sizeOf(letter);
        if (size > largestAppend) fail(new EventTooLarge(stream, size, largestAppend));
        else enqueue(letter);
      }),
    read: (stream, from = 0) =>
      from === 0
        ? read(stream)
        : select(
            'es_read_from',
            `select ${columns} from es.event where stream = $1 and revision >= $2 order by revision`,
            [stream, from],
          ),
    readMany,
    subscribe,
    compare: (left, right) => Number(left) - Number(right),
    head: async () => {
      const { rows } = await pool.query<{ position: number }>('select position from es.head');
      return rows[0] && rows[0].position > 0 ? String(rows[0].position) : null;
    },
    identity: async () =>
      (await pool.query<{ identity: string }>('select identity from es.head')).rows[0]?.identity ?? '',
    close: () => others.close(),
  };
}

async function commit(
  pool: pg.Pool,
  group: readonly Letter[],
  publish: (written: readonly Written[]) => void,
): Promise<void> {
  const verdicts = await write(pool, group).catch(async (error: unknown) => {
    // A request the database cannot take must not sink its neighbours: each is tried by itself.
    if (isConnectionFault(error) || error instanceof StoreUnavailable || group.length === 1) reportFault(group, error);
    else for (const letter of group) await commit(pool, [letter], publish);
    return [];
  });
  const outcomes = verdicts.map(({ ord, actual, base }) => ({
    letter: letterAt(group, ord),
    actual,
    base,
    stored: [] as StoredEvent[],
  }));
  for (const { letter, actual, base, stored } of outcomes)
    if (base !== null) stored.push(...asStored(letter.request, actual, base));
  publish(
    outcomes.flatMap(({ stored, letter }) =>
      stored.map((event, i) => ({ event, characters: letter.data[i]?.length ?? 0 })),
    ),
  );
  for (const { letter, actual, base, stored } of outcomes) {
    const { request } = letter;
    if (base === null) request.fail(new WrongExpectedRevision(request.stream, request.expected, actual));
    else request.accept({ revision: actual + stored.length, position: String(base + stored.length), stored });
  }
}

/** A request made ready for its group while others are being committed. */
function letterOf(request: AppendRequest): Letter {
  const { stream, events } = request;
  return {
    stream,
    events: events.length,
    request,
    data: events.map(({ data, json }) => json ?? JSON.stringify(data)),
    meta: metaOf(events),
  };
}

/** The events of an append mostly carry one and the same meta object. */
function metaOf(events: AppendRequest['events']): string[] {
  const [first] = events;
  const text = JSON.stringify(first?.meta);
  return events.map(({ meta }) => (meta === first?.meta ? text : JSON.stringify(meta)));
}

function sizeOf({ data }: Letter): number {
  return data.reduce((sum, text) => sum + text.length, 0);
}

async function write(pool: pg.Pool, letters: readonly Letter[]): Promise<Verdict[]> {
  const [first, ...others] = letters;
  const query = first && others.length === 0 ? appendOne(first) : appendGroup(letters);
  const client = await pool.connect().catch((cause: unknown) => {
    throw new StoreUnavailable(`Appending to ${letters.length} streams`, { cause });
  });
  try {
    const { rows } = await client.query<Verdict>(query);
    client.release();
    return rows;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function letterAt(letters: readonly Letter[], ord: number): Letter {
  const letter = letters[ord];
  if (!letter) throw new Error(`Appending a group of ${letters.length}: the store answered about request ${ord}.`);
  return letter;
}

function asStored({ stream, events }: AppendRequest, actual: number, base: number): StoredEvent[] {
  return events.map(({ id, type, data, meta }, i) => ({
    ...{ id, type, data, meta, stream },
    ...{ revision: actual + 1 + i, position: String(base + 1 + i) },
  }));
}

/** A group whose connection broke may have been committed or not: every one of its requests is in the dark. */
function reportFault(letters: readonly Letter[], error: unknown): void {
  for (const { request } of letters)
    request.fail(isConnectionFault(error) ? new AppendOutcomeUnknown(request.stream, { cause: error }) : error);
}

function byStream(events: readonly StoredEvent[]): ReadonlyMap<string, readonly StoredEvent[]> {
  const streams = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const known = streams.get(event.stream);
    if (known) known.push(event);
    else streams.set(event.stream, [event]);
  }
  return streams;
}
