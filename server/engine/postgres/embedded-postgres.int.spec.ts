import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase, type Database } from './database.ts';
import { watchDatabase } from './database-watch.ts';
import { runningEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive } from './pid-file.ts';
import { listen } from './wake-up.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'ai-flows-embedded-'));
const said: string[] = [];
let server: EmbeddedPostgres;
let db: Database;

beforeAll(async () => {
  chmodSync(dataDir, 0o755);
  server = await startEmbeddedPostgres({ dataDir, say: (sentence) => said.push(sentence) });
  db = openDatabase(server.url);
});
afterAll(async () => {
  await db.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await wait(10);
};
const answers = (): Promise<boolean> =>
  db.pool.query('select 1').then(
    () => true,
    () => false,
  );
const kill = async (): Promise<number> => {
  const pid = server.pid() ?? 0;
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid));
  return pid;
};

describe('an embedded PostgreSQL that is killed', () => {
  test('is started again on the same port with what was committed, and that is said', async () => {
    await db.pool.query('create table kept(n int); insert into kept values (7)');
    const pid = await kill();
    await until(answers);
    expect(server.pid()).not.toBe(pid);
    expect((await db.pool.query<{ n: number }>('select n from kept')).rows).toEqual([{ n: 7 }]);
    expect((await runningEmbeddedPostgres(dataDir))?.url).toBe(server.url);
    expect(said).toContain('The embedded PostgreSQL is gone; starting it again.');
  });
  test('wakes its listeners once more when it is back, and hears the next notice', async () => {
    let woken = 0;
    const texts: (string | null)[] = [];
    const listener = listen(server.url, 'noticed', (text) => {
      woken += 1;
      texts.push(text);
    });
    await until(() => woken === 1);
    await kill();
    await until(() => woken === 2);
    await db.pool.query(`notify noticed, 'again'`).catch(() => db.pool.query(`notify noticed, 'again'`));
    await until(() => texts.includes('again'));
    await listener.close();
  });
  test('is an outage that is said once by whoever finds it, and once when it is over', async () => {
    const told: string[] = [];
    const watch = watchDatabase({
      db,
      began: (sentence) => told.push(sentence),
      ended: (sentence) => told.push(sentence),
    });
    await kill();
    const faults: unknown[] = [];
    await until(async () => {
      await db.pool.query('select 1').catch((error: unknown) => faults.push(error));
      return faults.length > 2;
    });
    expect(faults.map((fault) => watch.isOutage(fault))).toEqual(faults.map(() => true));
    expect(watch.state()).toBe('unreachable');
    await until(() => watch.state() === 'ok');
    expect(told).toEqual([
      'The database cannot be reached; everything waits for it and goes on by itself.',
      expect.stringMatching(/^The database can be written again after \d+ s\.$/),
    ]);
    expect(watch.isOutage(new Error('a fault of another kind'))).toBe(false);
    await watch.close();
  });
});

test('a process of another kind that has the number of a server long gone is left alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-embedded-'));
  chmodSync(folder, 0o755);
  const quiet = { dataDir: folder, say: () => undefined };
  await (await startEmbeddedPostgres(quiet)).stop();
  const other = spawn('sleep', ['600'], { stdio: 'ignore' });
  writeFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), `${other.pid ?? 0}\n${folder}\n0\n5432\n`);
  const again = await startEmbeddedPostgres(quiet);
  expect(again.adopted).toBe(false);
  expect(isAlive(other.pid ?? 0)).toBe(true);
  await again.stop();
  expect(isAlive(other.pid ?? 0)).toBe(true);
  other.kill();
  await once(other, 'exit');
  rmSync(folder, { recursive: true, force: true });
});
