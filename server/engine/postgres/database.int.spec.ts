import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from './database.ts';
import { openTestDatabase } from './testing-database.ts';

test.each([
  ['nothing', []],
  ['the pool', ['pool']],
  ['Kysely', ['kysely']],
  ['both', ['pool', 'kysely', 'derived']],
] as const)('a database that was asked through %s leaves no connection behind when it is closed', async (_by, ways) => {
  const made = await openTestDatabase([]);
  const db = openDatabase(made.url);
  for (const way of ways)
    await (way === 'pool'
      ? db.pool.query('select 1')
      : sql`select 1`.execute(way === 'kysely' ? db.kysely : db.derived));
  await db.close();
  expect([db.pool.ended, db.pool.totalCount]).toEqual([true, 0]);
  await made.close();
});
