import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Provenance } from '#contracts/kernel/event';
import { eventStoreMigrations } from '#server/engine/eventstore/migrations';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import type { EventStore } from '#server/engine/eventstore/event-store';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { createLog } from './create-log.ts';
import { installationSecret } from './installation-secret.ts';
import { keysOf, openKeyRing } from './key-ring.ts';
import { keyRingMigrations } from './migrations.ts';
import { boundTo, seal } from './sealing.ts';
import { subjectIds } from './subject-ids.ts';

let db: Database;
let store: EventStore;
let close: () => Promise<void>;

const personal = {
  Met: [{ subject: 'who', fields: ['phone', 'note'] }],
  Listed: [{ list: 'people', subject: 'who', fields: ['phone'] }],
};
const provenance = (commandId: string): Provenance => ({
  commandId,
  correlationId: 'c',
  by: 'system:test',
  at: '2026-11-24T12:00:00.000Z',
});
const met = (who: string) => ({ type: 'Met', data: { who, phone: '+56961234567', note: 'likes tea', n: 1 } });
const storedText = async (): Promise<string> => JSON.stringify((await db.pool.query('select * from es.event')).rows);

beforeAll(async () => {
  const opened = await openTestDatabase([...eventStoreMigrations, ...keyRingMigrations]);
  db = opened.db;
  store = openPostgresEventStore(db);
  close = opened.close;
});
afterAll(async () => {
  await store.close();
  await close();
});

describe('the log', () => {
  test('gives back in the open what went in, also to another process', async () => {
    const log = createLog({ store, keyRing: openKeyRing(db), personal });
    await log.append('a-1', 'no-stream', [met('ana')], provenance('1'));
    const other = openPostgresEventStore(db);
    const elsewhere = createLog({ store: other, keyRing: openKeyRing(db), personal });
    expect((await elsewhere.read('a-1'))[0]?.event).toEqual(met('ana'));
    await other.close();
  });
  test('holds no personal data in the open', async () => {
    expect(await storedText()).not.toMatch(/56961234567|likes tea/);
    expect(await storedText()).toMatch(/"who":"ana"/);
  });
  test('seals every item of a list under its own key', async () => {
    const log = createLog({ store, keyRing: openKeyRing(db), personal });
    const listed = {
      type: 'Listed',
      data: {
        people: [
          { who: 'bea', phone: '+1' },
          { who: 'carl', phone: '+2' },
        ],
      },
    };
    await log.append('l-1', 'no-stream', [listed], provenance('2'));
    await openKeyRing(db).forget('bea');
    const other = openPostgresEventStore(db);
    const elsewhere = createLog({ store: other, keyRing: openKeyRing(db), personal });
    expect((await elsewhere.read('l-1'))[0]?.event.data).toEqual({
      people: [
        { who: 'bea', phone: null },
        { who: 'carl', phone: '+2' },
      ],
    });
    await other.close();
  });
  test('what was sealed elsewhere under lent keys is read like what the log sealed itself; the forgotten stay forgotten', async () => {
    await openKeyRing(db).forget('finn');
    const log = createLog({ store, keyRing: openKeyRing(db), personal });
    await log.append('s-1', 'no-stream', [met('eva')], provenance('sealed here'));
    const people = ['gus', 'finn', 'eva'].map((who, i) => ({ who, phone: `+${i}` }));
    const subjects = people.map(({ who }) => who);
    const keys = keysOf(subjects, await log.lendKeys(subjects));
    const json = JSON.stringify(seal({ people }, personal.Listed, keys, boundTo('s-2', 'Listed')));
    await log.appendSealed('s-2', 'no-stream', { type: 'Listed', json }, provenance('sealed elsewhere'));
    const other = openPostgresEventStore(db);
    const elsewhere = createLog({ store: other, keyRing: openKeyRing(db), personal });
    expect((await elsewhere.read('s-2'))[0]?.event.data).toEqual({
      people: people.map((each) => (each.who === 'finn' ? { ...each, phone: null } : each)),
    });
    expect((await elsewhere.read('s-1'))[0]?.event).toEqual(met('eva'));
    await other.close();
  });
  test('followers see events sealed', async () => {
    const log = createLog({ store, keyRing: openKeyRing(db), personal });
    const stop = new AbortController();
    for await (const events of log.subscribe({ after: null, batch: 10, signal: stop.signal })) {
      expect(JSON.stringify(events)).not.toMatch(/56961234567|likes tea/);
      expect(events[0]?.event.data).toMatchObject({ who: 'ana', n: 1 });
      break;
    }
  });
  test('a box that is moved to another stream does not open', async () => {
    await db.pool.query(
      `insert into es.event(position, stream, revision, id, type, data, meta) select 1000, 'a-2', 0, gen_random_uuid(), type, data, meta from es.event where stream = 'a-1'`,
    );
    await expect(createLog({ store, keyRing: openKeyRing(db), personal }).read('a-2')).rejects.toThrow();
  });
  test('the same command makes the same event ids', async () => {
    const log = createLog({ store, keyRing: openKeyRing(db), personal });
    await log.append('b-1', 'no-stream', [met('dora'), met('dora')], provenance('3'));
    await log.append('b-2', 'no-stream', [met('dora'), met('dora')], provenance('3'));
    const ids = [...(await log.read('b-1')), ...(await log.read('b-2'))].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  test('law 1: old shapes are upcast on reading, step by step', async () => {
    const before = createLog({ store, keyRing: openKeyRing(db), personal: {} });
    await before.append('u-1', 'no-stream', [{ type: 'Named', data: { name: 'Ana Pérez' } }], provenance('4'));
    const upcasters = {
      Named: [
        (data: unknown) => ({ first: (data as { name: string }).name.split(' ')[0] }),
        (data: unknown) => ({ ...(data as object), title: '' }),
      ],
    };
    const other = openPostgresEventStore(db);
    const now = createLog({ store: other, keyRing: openKeyRing(db), personal: {}, upcasters });
    expect((await now.read('u-1'))[0]?.event.data).toEqual({ first: 'Ana', title: '' });
    await other.close();
  });
  test('a subject id tells equal values and nothing else', async () => {
    const secret = await installationSecret(db);
    expect(subjectIds(secret)('+56961234567')).toBe(subjectIds(await installationSecret(db))('+56961234567'));
    expect(subjectIds(secret)('+56961234567')).toMatch(/^[0-9a-f]{32}$/);
  });
});
