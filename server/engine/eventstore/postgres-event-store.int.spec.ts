import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { describeEventStore } from './event-store.contract.ts';
import { eventStoreMigrations } from './migrations.ts';
import { openPostgresEventStore } from './postgres-event-store.ts';
import { AppendOutcomeUnknown, StoreUnavailable } from './store-faults.ts';

describeEventStore('embedded in PostgreSQL', async () => {
  const test = await openTestDatabase(eventStoreMigrations);
  const store = openPostgresEventStore(test.db);
  const doors: { close(): Promise<void> }[] = [];
  return {
    store,
    another: async () => {
      const db = openDatabase(test.url);
      doors.push(db);
      return Promise.resolve(openPostgresEventStore(db));
    },
    close: async () => {
      await store.close();
      for (const door of doors) await door.close();
      await test.close();
    },
  };
});

describe('the embedded event store', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  beforeAll(async () => {
    database = await openTestDatabase(eventStoreMigrations);
  });
  afterAll(() => database.close());

  const fact = () => ({
    id: randomUUID(),
    type: 'SomethingHappened',
    data: {},
    meta: { commandId: 'c', correlationId: 'c', by: 'system:test', at: '2026-11-24T12:00:00.000Z', schema: 1 },
  });

  test('law 1: nobody can change, remove or empty events', async () => {
    const store = openPostgresEventStore(database.db);
    await store.append('law-1', 'no-stream', [fact()]);
    for (const text of ['update es.event set type = type', 'delete from es.event', 'truncate es.event'])
      await expect(database.db.pool.query(text)).rejects.toThrow('append-only');
    await store.close();
  });

  test('positions have no gaps', async () => {
    const store = openPostgresEventStore(database.db);
    await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => store.append(`gap-${i % 60}`, 'no-stream', [fact(), fact()])),
    );
    const { rows } = await database.db.pool.query<{ least: number; most: number; n: number }>(
      'select min(position) as least, max(position) as most, count(*) as n from es.event',
    );
    expect(rows[0]?.most).toBe((rows[0]?.least ?? 0) + (rows[0]?.n ?? 0) - 1);
    await store.close();
  });

  test('when connections are cut while appending, every request learns its fate and nothing acknowledged is lost', async () => {
    const store = openPostgresEventStore(database.db);
    const acknowledged: string[] = [];
    const unknown: string[] = [];
    const append = async (stream: string): Promise<void> => {
      try {
        await store.append(stream, 'no-stream', [fact()]);
        acknowledged.push(stream);
      } catch (error) {
        expect(error instanceof AppendOutcomeUnknown || error instanceof StoreUnavailable).toBe(true);
        unknown.push(stream);
      }
    };
    for (let round = 0; round < 20; round += 1) {
      const appends = Array.from({ length: 16 }, () => append(`cut-${randomUUID()}`));
      await database.db.pool
        .query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        )
        .catch(() => undefined);
      await Promise.all(appends);
    }
    const found = await store.readMany([...acknowledged, ...unknown]);
    expect(acknowledged.filter((stream) => !found.has(stream))).toEqual([]);
    expect(acknowledged.length + unknown.length).toBe(320);
    await store.close();
  });
});
