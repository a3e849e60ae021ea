import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { openOwnership } from './ownership.ts';

let db: Database;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, url, close } = await openTestDatabase([]));
});
afterAll(() => close());

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await wait(10);
};

describe('work that one process does at a time', () => {
  test('is done by one of two at a time, also when the connection of the one is lost', async () => {
    const stop = new AbortController();
    const log: string[] = [];
    const ownerships = ['first', 'second'].map((name) => {
      const ownership = openOwnership(url);
      const work = async (ours: AbortSignal): Promise<void> => {
        log.push('begins');
        await new Promise((resolve) => ours.addEventListener('abort', resolve));
        log.push('ends');
      };
      const beside = async (ours: AbortSignal): Promise<void> => {
        log.push(`${name} does other work`);
        await new Promise((resolve) => ours.addEventListener('abort', resolve));
      };
      const running = [
        ownership.whileOurs('the work', work, stop.signal),
        ownership.whileOurs(`work of the ${name}`, beside, stop.signal),
      ];
      return { ownership, running };
    });
    await until(() => log.length === 3);
    expect(log.toSorted()).toEqual(['begins', 'first does other work', 'second does other work']);
    await db.pool.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and objid::bigint = (hashtext('the work')::bigint & 4294967295)`,
    );
    await until(() => log.filter((each) => each === 'begins').length === 2);
    expect(log.filter((each) => each === 'begins' || each === 'ends')).toEqual(['begins', 'ends', 'begins']);
    stop.abort();
    await Promise.all(ownerships.flatMap(({ running }) => running));
    await Promise.all(ownerships.map(({ ownership }) => ownership.close()));
  });

  test('passes on at once when the process that did it ends', async () => {
    const [first, second] = [openOwnership(url), openOwnership(url)];
    const stopFirst = new AbortController();
    const stopSecond = new AbortController();
    const began: string[] = [];
    const work = (name: string) => async (ours: AbortSignal) => {
      began.push(name);
      if (!ours.aborted) await new Promise((resolve) => ours.addEventListener('abort', resolve));
    };
    const one = first.whileOurs('passing', work('first'), stopFirst.signal);
    await until(() => began.length === 1);
    const two = second.whileOurs('passing', work('second'), stopSecond.signal);
    stopFirst.abort();
    await one;
    await first.close();
    await until(() => began.length === 2);
    expect(began).toEqual(['first', 'second']);
    stopSecond.abort();
    await two;
    await second.close();
  });
});
