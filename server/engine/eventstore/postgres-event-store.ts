import type pg from 'pg';
import { isConnectionFault } from '#server/engine/postgres/connection-fault';
import type { Database } from '#server/engine/postgres/database';
import { listen } from '#server/engine/postgres/wake-up';
import type { EventStore, EventMeta, StoredEvent, SubscribeOptions } from './event-store.ts';
import { groupCommit, type AppendRequest } from './group-commit.ts';
import { RecentEvents } from './recent-events.ts';
import { AppendOutcomeUnknown, EventTooLarge, StoreUnavailable, WrongExpectedRevision } from './store-faults.ts';
import { createSignal } from './wake-signal.ts';

/** Most bytes of JSON in one append; a data-set chunk stays well below. */
const largestAppend = 4 * 1024 * 1024;
const largestGroup = 2_000;
const remembered = 30_000;
/** A follower looks again after this long even when no notice came. */
const slowPollMs = 1_000;

type Row = { position: number; stream: string; revision: number; id: string; type: string; data: unknown; meta: EventMeta };
type Verdict = { ord: number; actual: number; base: number | null };

const columns = 'position, stream, revision, id, type, data, meta';

/** The embedded event store, on the tables of `eventStoreMigrations`. Any number of processes may append and follow. */
export function openPostgresEventStore(db: Database): EventStore {
  const { pool } = db;
  const recent = new RecentEvents(remembered);
  const appended = createSignal();
  const listener = listen(db.url, 'es_appended', appended.raise);
  const enqueue = groupCommit((group) => commit(pool, group, publish), largestGroup);

  function publish(events: readonly StoredEvent[]): void {
    recent.add(events);
    appended.raise();
  }

  async function page(after: number, most: number): Promise<readonly StoredEvent[]> {
    const near = recent.following(after, most);
    if (near.length > 0) return near;
    const events = await select(pool, 'es_page', `select ${columns} from es.event where position > $1 order by position limit $2`, [after, most]);
    recent.add(events);
    return events;
  }

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
        if (events.length === 0) throw new Error(`Appending to ${stream}: no events found, at least one wanted.`);
        enqueue({ stream, expected, events, accept, fail });
      }),
    read: (stream, from = 0) => select(pool, 'es_read', `select ${columns} from es.event where stream = $1 and revision >= $2 order by revision`, [stream, from]),
    readMany: async (streams) =>
      byStream(await select(pool, 'es_read_many', `select ${columns} from es.event where stream = any($1) order by stream, revision`, [streams])),
    subscribe,
    head: async () => {
      const { rows } = await pool.query<{ position: number }>('select position from es.head');
      return rows[0] && rows[0].position > 0 ? String(rows[0].position) : null;
    },
    identity: async () => (await pool.query<{ identity: string }>('select identity from es.head')).rows[0]?.identity ?? '',
    close: () => listener.close(),
  };
}

async function commit(pool: pg.Pool, group: readonly AppendRequest[], publish: (events: readonly StoredEvent[]) => void): Promise<void> {
  const letters = group.map((request) => ({ request, json: request.events.map(({ data }) => JSON.stringify(data)) }));
  const small = letters.filter(withinLimit);
  if (small.length === 0) return;
  const verdicts = await write(pool, small).catch(async (error: unknown) => {
    // A request the database cannot take must not sink its neighbours: each is tried by itself.
    if (isConnectionFault(error) || error instanceof StoreUnavailable || small.length === 1) reportFault(small, error);
    else for (const { request } of small) await commit(pool, [request], publish);
    return [];
  });
  const outcomes = verdicts.map(({ ord, actual, base }) => ({ request: requestAt(small, ord), actual, base, stored: [] as StoredEvent[] }));
  for (const { request, actual, base, stored } of outcomes) if (base !== null) stored.push(...asStored(request, actual, base));
  publish(outcomes.flatMap(({ stored }) => stored));
  for (const { request, actual, base, stored } of outcomes) {
    if (base === null) request.fail(new WrongExpectedRevision(request.stream, request.expected, actual));
    else request.accept({ revision: actual + stored.length, position: String(base + stored.length), stored });
  }
}

type Letter = { readonly request: AppendRequest; readonly json: readonly string[] };

function withinLimit({ request, json }: Letter): boolean {
  const length = json.reduce((sum, text) => sum + text.length, 0);
  if (length > largestAppend) request.fail(new EventTooLarge(request.stream, length, largestAppend));
  return length <= largestAppend;
}

async function write(pool: pg.Pool, letters: readonly Letter[]): Promise<Verdict[]> {
  const requests = letters.map(({ request: { stream, expected, events } }, ord) => ({ ord, stream, expected: expected === 'no-stream' ? -1 : expected, n: events.length }));
  const columnsOfEvents: [number[], number[], string[], string[], string[], string[]] = [[], [], [], [], [], []];
  const [q, i, id, type, data, meta] = columnsOfEvents;
  letters.forEach(({ request, json }, ord) => {
    request.events.forEach((event, index) => {
      q.push(ord);
      i.push(index);
      id.push(event.id);
      type.push(event.type);
      data.push(json[index] ?? 'null');
      meta.push(JSON.stringify(event.meta));
    });
  });
  const values = [JSON.stringify(requests), ...columnsOfEvents];
  const client = await pool.connect().catch((cause: unknown) => {
    throw new StoreUnavailable(`Appending to ${letters.length} streams`, { cause });
  });
  try {
    const { rows } = await client.query<Verdict>({ name: 'es_append', text: 'select ord, actual, base from es.append($1, $2, $3, $4, $5, $6, $7)', values });
    client.release();
    return rows;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function requestAt(letters: readonly Letter[], ord: number): AppendRequest {
  const letter = letters[ord];
  if (!letter) throw new Error(`Appending a group of ${letters.length}: the store answered about request ${ord}.`);
  return letter.request;
}

function asStored({ stream, events }: AppendRequest, actual: number, base: number): StoredEvent[] {
  return events.map((event, i) => ({ ...event, stream, revision: actual + 1 + i, position: String(base + 1 + i) }));
}

/** A group whose connection broke may have been committed or not: every one of its requests is in the dark. */
function reportFault(letters: readonly Letter[], error: unknown): void {
  for (const { request } of letters)
    request.fail(isConnectionFault(error) ? new AppendOutcomeUnknown(request.stream, { cause: error }) : error);
}

async function select(pool: pg.Pool, name: string, text: string, values: unknown[]): Promise<StoredEvent[]> {
  const { rows } = await pool.query<Row>({ name, text, values });
  return rows.map((row) => ({ ...row, position: String(row.position) }));
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
