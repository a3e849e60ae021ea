import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { subscriptionMigrations } from './migrations.ts';
import { movesTogether, type MoveCheckpoint } from './moves-together.ts';

let db: Database;
let close: () => Promise<void>;
let move: MoveCheckpoint;

const names = ['agents', 'campaigns', 'people'];
const to = (name: string, from: string | null, number: number): Promise<boolean> =>
  move({ name, version: 1, store: 'one' }, from, { position: String(number), number });

async function stand(): Promise<Record<string, string>> {
  const { rows } = await db.pool.query<{ name: string; position: string }>(
    'select name, position from follow.checkpoint',
  );
  return Object.fromEntries(rows.map(({ name, position }) => [name, position]));
}

beforeAll(async () => {
  ({ db, close } = await openTestDatabase(subscriptionMigrations));
});
afterAll(() => close());
beforeEach(async () => {
  await db.pool.query('truncate follow.checkpoint');
  move = movesTogether(db.derived);
});

describe('Checkpoints moved together', () => {
  test('every follower that asks is moved, also one that has none yet', async () => {
    expect(await Promise.all(names.map((name) => to(name, null, 3)))).toEqual([true, true, true]);
    expect(await Promise.all([...names.map((name) => to(name, '3', 7)), to('flows', null, 7)])).toEqual(
      Array(4).fill(true),
    );
    expect(await stand()).toEqual({ agents: '7', campaigns: '7', people: '7', flows: '7' });
  });
  test('a follower whose checkpoint stands elsewhere is told so, and the others are moved', async () => {
    await Promise.all(names.map((name) => to(name, null, 3)));
    expect(await Promise.all([to('agents', '2', 7), to('campaigns', '3', 7), to('people', null, 7)])).toEqual([
      false,
      true,
      false,
    ]);
    expect(await stand()).toEqual({ agents: '3', campaigns: '7', people: '3' });
  });
  test('a checkpoint that somebody holds keeps nobody else waiting', async () => {
    await Promise.all(names.map((name) => to(name, null, 3)));
    const holder = await db.pool.connect();
    await holder.query('begin');
    await holder.query(`select from follow.checkpoint where name = 'agents' for update`);
    const held = to('agents', '3', 7);
    const [campaigns, people] = await Promise.all([to('campaigns', '3', 7), to('people', '3', 7)]);
    const again = await Promise.all([to('campaigns', '7', 9), to('people', '7', 9)]);
    expect([campaigns, people, ...again]).toEqual([true, true, true, true]);
    await holder.query('commit');
    holder.release();
    expect(await held).toBe(true);
    expect(await stand()).toEqual({ agents: '7', campaigns: '9', people: '9' });
  });
});
