import { afterAll, describe, expect, test } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attemptsIn, fileLedger } from '#server/carriers/sandbox/ledger';
import { runningEmbeddedPostgres } from '#server/engine/postgres/embedded-postgres';
import { isAlive } from '#server/engine/postgres/pid-file';
import { activeCampaign, ended, start, until } from '#testing/campaign';
import { callerWith, type Caller } from '#testing/product';

const folder = mkdtempSync(join(tmpdir(), 'ai-flows-stopping-'));
// As root PostgreSQL runs as another user, who has to get in.
chmodSync(folder, 0o755);
const started: ChildProcess[] = [];

afterAll(async () => {
  for (const child of started) if (child.kill('SIGTERM')) await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

type Running = { readonly child: ChildProcess; readonly admin: Caller };

/** The whole product in a process of its own, as `npm start` runs it. */
function spawnProduct(): ChildProcess {
  const settings = { DATA_DIR: folder, PORT: '0', HOST: '127.0.0.1', CLIENT_DIR: 'none', LOG_LEVEL: 'error' };
  const child = fork('server/main.ts', {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...settings, NODE_OPTIONS: '' },
  });
  started.push(child);
  return child;
}

/** Started, with the first administrator signed in by the link it prints. */
async function startProduct(): Promise<Running> {
  const child = spawnProduct();
  let printed = '';
  child.stdout?.on('data', (piece: Buffer) => (printed += String(piece)));
  const [{ ready: url }] = (await once(child, 'message')) as [{ ready: string }];
  const token = await until(() => Promise.resolve(/sign-in#token=(\S+)/.exec(printed)?.[1] ?? null));
  const { headers } = await fetch(`${url}/api/sign-in/link`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) },
  });
  const cookie = headers.getSetCookie().map((set) => set.split(';')[0]);
  return { child, admin: callerWith(url, cookie.join('; ')) };
}

/** Asks it to end, as a service manager does; how it ended, and whether its database is gone. */
async function stopped(
  child: ChildProcess,
): Promise<{ code: number | null; signal: string | null; database: boolean }> {
  const pid = (await runningEmbeddedPostgres(folder))?.pid ?? null;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const [code, signal] = (await gone) as [number | null, string | null];
  return { code, signal, database: (pid !== null && isAlive(pid)) || (await runningEmbeddedPostgres(folder)) !== null };
}

/** What reached the carrier, by its own book, which is read while nobody writes in it. */
async function reached(): Promise<readonly string[]> {
  const book = fileLedger(join(folder, 'sandbox', 'ledger.jsonl'));
  const attempts = attemptsIn(book.lines).map(({ attemptId }) => attemptId);
  await book.close();
  return attempts;
}

const cleanly = { code: 0, signal: null, database: false };
const contacts = Array.from({ length: 120 }, (_each, i) => `Person ${i},+5696${String(100 + i)}0005`);

describe('the product, asked to end in the midst of a run', () => {
  test('ends cleanly with its database, goes on when it is started again, and reaches nobody twice', async () => {
    const first = await startProduct();
    const campaign = await activeCampaign(first.admin, `name,phone\n${contacts.join('\n')}\n`);
    const settings = { batchSize: 10, delaySeconds: 0.3, timeScale: 1_000, pacing: 'none', quietHours: null };
    const executionId = await start(first.admin, campaign, settings);
    await until(async () =>
      Number((await first.admin.get(`/api/executions/${executionId}`)).body.contacted ?? 0) < 20 ? null : true,
    );
    expect(await stopped(first.child)).toEqual(cleanly);
    const before = await reached();
    // A question and a thank-you for each.
    const wanted = 2 * contacts.length;
    expect(before.length).toBeLessThan(wanted);

    const second = await startProduct();
    const totals = await ended(second.admin, executionId);
    expect(await stopped(second.child)).toEqual(cleanly);
    expect(totals).toMatchObject({ status: 'completed', completed: contacts.length, in_doubt: 0 });
    const all = await reached();
    expect(all.slice(0, before.length)).toEqual(before);
    expect([all.length, new Set(all).size]).toEqual([wanted, wanted]);
  });

  test('ends cleanly as well when it has only just begun to start', async () => {
    const child = spawnProduct();
    await once(child.stdout ?? child, 'data');
    expect(await stopped(child)).toEqual(cleanly);
  });
});
