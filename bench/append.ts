import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#server/engine/eventstore/event-store';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import type { Database } from '#server/engine/postgres/database';
import { bulkInsert, rowsAtOnce } from './bulk-insert.ts';
import { median, perSecond, type Figure } from './figure.ts';
import { withScratchDatabase } from './scratch-database.ts';

const rounds = 5;
const insertOne =
  'insert into public.single(position, stream, revision, id, type, data, meta) values ($1, $2, 0, $3, $4, $5, $6)';

/** B1: durable appends to many streams, against bulk and single INSERTs of the same events. */
export const append: Figure = {
  name: 'B1',
  about: 'durable appends of the embedded event store',
  measure: (tell, { progress }) =>
    withScratchDatabase(async (db) => {
      const store = openPostgresEventStore(db);
      await appendMany(store, 64, 3_000, 1);
      const runs: Awaited<ReturnType<typeof round>>[] = [];
      for (let i = 1; i <= rounds; i += 1) {
        progress(`B1: round ${i} of ${rounds}`);
        runs.push(await round(store, db));
      }
      await store.close();
      const of = (name: keyof (typeof runs)[number]): number => median(runs.map((run) => run[name]));
      const ratio = (left: keyof (typeof runs)[number], right: keyof (typeof runs)[number]): number =>
        median(runs.map((run) => run[left] / run[right]));
      const unit = 'events/s';
      tell({
        figure: 'B1 append 64x1',
        value: of('many'),
        unit,
        limit: of('bulk'),
        limitName: 'INSERT of 1000 rows',
        ratio: ratio('many', 'bulk'),
        goal: '0.4 (floor 0.2)',
      });
      tell({
        figure: 'B1 append 64x1 to single',
        value: of('many'),
        unit,
        limit: of('sixteen'),
        limitName: 'one transaction each, 16 connections',
        ratio: ratio('many', 'sixteen'),
        goal: '2 (floor 1.5)',
      });
      tell({
        figure: 'B1 append 64x8',
        value: of('eights'),
        unit,
        limit: of('bulk'),
        limitName: 'INSERT of 1000 rows',
        ratio: ratio('eights', 'bulk'),
        goal: 'more than 64x1',
      });
      tell({
        figure: 'B1 append 1x1',
        value: of('alone'),
        unit,
        limit: of('single'),
        limitName: 'single INSERT, one connection',
        ratio: ratio('alone', 'single'),
        goal: '0.8 (floor 0.6)',
      });
    }),
};

async function round(store: EventStore, db: Database) {
  const many = await appendMany(store, 64, 10_000, 1);
  const page = () => Array.from({ length: rowsAtOnce }, () => ({ stream: `bench-${randomUUID()}`, ...fact() }));
  const bulk = await bulkInsert(db, Array.from({ length: 20 }, page));
  const alone = await appendMany(store, 1, 1_000, 1);
  const single = await insertSingly(db, 1, 1_000);
  const eights = await appendMany(store, 64, 3_000, 8);
  const sixteen = await insertSingly(db, 16, 6_000);
  return { many, bulk, alone, single, eights, sixteen };
}

async function appendMany(store: EventStore, inFlight: number, appends: number, events: number): Promise<number> {
  const began = performance.now();
  let left = appends;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await store.append(`bench-${randomUUID()}`, 'no-stream', Array.from({ length: events }, fact));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return perSecond(appends * events, began);
}

/** Each event in a transaction of its own, on so many connections. */
async function insertSingly(db: Database, connections: number, events: number): Promise<number> {
  await db.pool.query('drop table if exists public.single; create table public.single (like es.event including all)');
  const clients = await Promise.all(Array.from({ length: connections }, () => db.pool.connect()));
  let position = 0;
  const began = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (position < events) {
        const { id, type, data, meta } = fact();
        await client.query({
          name: 'single',
          text: insertOne,
          values: [(position += 1), `bench-${id}`, id, type, JSON.stringify(data), JSON.stringify(meta)],
        });
      }
    }),
  );
  const rate = perSecond(events, began);
  for (const client of clients) client.release();
  return rate;
}

/** An event of the size of an ordinary one of a row. */
function fact(): NewEvent {
  const executionId = randomUUID();
  const meta = {
    commandId: `${executionId}_5 start`,
    correlationId: executionId,
    by: 'system:runner',
    at: '2026-11-24T12:00:00.000Z',
    schema: 1,
  };
  return {
    id: randomUUID(),
    type: 'SomethingHappened',
    data: { executionId, contactId: randomUUID().replaceAll('-', ''), n: 5, sealed: 'x'.repeat(180) },
    meta,
  };
}
