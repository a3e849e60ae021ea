import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql, type Transaction } from 'kysely';
import type { Provenance } from '#contracts/kernel/event';
import type { Projection, Subscriber } from '#contracts/kernel/subscriber';
import { eventStoreMigrations } from '#server/engine/eventstore/migrations';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { createLog } from '#server/engine/log/create-log';
import { openKeyRing } from '#server/engine/log/key-ring';
import type { Log } from '#server/engine/log/log';
import { keyRingMigrations } from '#server/engine/log/migrations';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { caughtUp } from './caught-up.ts';
import { checkpointFault } from './check-checkpoints.ts';
import { follow, type FollowerStatus } from './follow.ts';
import { installProjections } from './install-projections.ts';
import { movesTogether } from './moves-together.ts';
import { subscriptionMigrations } from './migrations.ts';

let db: Database;
let store: EventStore;
let log: Log;
let close: () => Promise<void>;

const provenance = (commandId: string): Provenance => ({
  commandId,
  correlationId: 'c',
  by: 'system:test',
  at: '2026-11-24T12:00:00.000Z',
});
const append = async (n: number, stream: string): Promise<void> => {
  await log.append(
    stream,
    'no-stream',
    Array.from({ length: n }, (_each, i) => ({ type: 'Counted', data: { i } })),
    provenance(stream),
  );
};

/** Counts, and does whatever a test wants between writing and committing. */
const counter = (name: string, disturb: () => void = () => undefined): Projection<Transaction<unknown>> => ({
  ...{
    name,
    kind: 'projection',
    version: 1,
    handles: ['Counted'],
    tables: [name],
    ddl: `create table ${name}(position bigint primary key)`,
  },
  on: async (batch, tx) => {
    for (const { number } of batch) await sql`insert into ${sql.table(name)} values (${number})`.execute(tx);
    disturb();
    return ['counted'];
  },
});
const rowsIn = async (table: string): Promise<number[]> =>
  (await db.pool.query<{ position: number }>(`select position from read.${table} order by 1`)).rows.map(
    ({ position }) => position,
  );

function run(subscriber: Subscriber<Transaction<unknown>>, batch?: number) {
  const stop = new AbortController();
  const published: string[] = [];
  const statuses: FollowerStatus[] = [];
  const parts = {
    log,
    db,
    move: movesTogether(db.derived),
    subscriber,
    signal: stop.signal,
    publish: (topics: readonly string[]) => published.push(...topics),
    report: (status: FollowerStatus) => statuses.push(status),
  };
  const ended = follow(batch === undefined ? parts : { ...parts, batch });
  return { published, statuses, stop: () => (stop.abort(), ended) };
}

beforeAll(async () => {
  const opened = await openTestDatabase([...eventStoreMigrations, ...keyRingMigrations, ...subscriptionMigrations]);
  db = opened.db;
  store = openPostgresEventStore(db);
  log = createLog({ store, keyRing: openKeyRing(db), personal: {} });
  close = opened.close;
  await append(25, 'first-1');
});
afterAll(async () => {
  await store.close();
  await close();
});

describe('a follower', () => {
  test('is given every event once, in order, and then follows live', async () => {
    const subject = counter('once');
    await installProjections(db, [subject], '');
    const following = run(subject, 7);
    await caughtUp(log, db, ['once']);
    await append(5, 'second-1');
    await caughtUp(log, db, ['once']);
    await following.stop();
    const found = await rowsIn('once');
    expect(found).toEqual(found.map((_each, i) => i + 1));
  });
  test('law 6: rows and checkpoint commit together; what failed is done again, once', async () => {
    let failures = 0;
    const subject = counter('together', () => {
      if ((failures += 1) <= 2) throw new Error('a fault between writing and committing');
    });
    await installProjections(db, [subject], '');
    const following = run(subject);
    await caughtUp(log, db, ['together']);
    await following.stop();
    const found = await rowsIn('together');
    expect(new Set(found).size).toBe(found.length);
    expect(following.statuses.filter(({ state }) => state === 'failed').map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('a fault between'),
      expect.stringContaining('a fault between'),
    ]);
  });
  test('whose connections are cut waits, has not failed, and goes on when they are back', async () => {
    let cuts = 0;
    const subject = counter('cut');
    const cutting: Subscriber<Transaction<unknown>> = {
      ...subject,
      on: async (batch, tx) => {
        if ((cuts += 1) <= 2) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
        return subject.on(batch, tx);
      },
    };
    await installProjections(db, [subject], '');
    const following = run(cutting);
    await caughtUp(log, db, ['cut']);
    await following.stop();
    const found = await rowsIn('cut');
    expect(found).toEqual(found.map((_each, i) => i + 1));
    const states = following.statuses.map(({ state }) => state);
    expect(states.slice(0, 2)).toEqual(['waiting', 'waiting']);
    expect(states).not.toContain('failed');
  });
  test('law 7: topics are published after the commit', async () => {
    const subject = counter('after');
    await installProjections(db, [subject], '');
    const stop = new AbortController();
    const seen: Promise<number[]>[] = [];
    const ended = follow({
      log,
      db,
      move: movesTogether(db.derived),
      subscriber: subject,
      signal: stop.signal,
      publish: () => seen.push(rowsIn('after')),
      report: () => undefined,
    });
    await caughtUp(log, db, ['after']);
    stop.abort();
    await ended;
    expect((await Promise.all(seen))[0]?.length).toBeGreaterThan(0);
  });
  test('two processes with one follower apply every batch once', async () => {
    const subject = counter('twice');
    await installProjections(db, [subject], '');
    const [one, two] = [run(subject, 3), run(subject, 3)];
    await append(40, 'third-1');
    await caughtUp(log, db, ['twice']);
    await Promise.all([one.stop(), two.stop()]);
    const found = await rowsIn('twice');
    expect(found).toEqual(found.map((_each, i) => i + 1));
  });
  test('of another shape than the installed one begins anew from the first event', async () => {
    const before = counter('shape');
    await installProjections(db, [before], '');
    const first = run(before);
    await caughtUp(log, db, ['shape']);
    await first.stop();
    const after = { ...before, version: 2 };
    await installProjections(db, [after], '');
    expect(await rowsIn('shape')).toEqual([]);
    const second = run(after);
    await caughtUp(log, db, ['shape']);
    await second.stop();
    expect((await rowsIn('shape')).length).toBeGreaterThan(0);
  });
});

describe('at start', () => {
  test('a log that is the one that was followed is fine', async () => {
    expect(await checkpointFault(log, db)).toBeNull();
  });
  test('a log that is older than its followers, or another one, is refused with a sentence', async () => {
    await db.pool.query(
      `insert into follow.checkpoint(name, position, number, version, store) values ('ahead', '999999', 999999, 1, $1)`,
      [await log.identity()],
    );
    expect(await checkpointFault(log, db)).toContain('restored from an older copy');
    await db.pool.query(`update follow.checkpoint set store = 'another', position = '1' where name = 'ahead'`);
    expect(await checkpointFault(log, db)).toContain('connect the right store');
  });
});
