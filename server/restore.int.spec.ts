import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upcasters } from '#contracts/upcasters';
import { memoryLedger } from '#server/carriers/sandbox/ledger';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { verifyLedger } from '#server/engine/ledger/ledger';
import { sealedLog } from '#server/engine/log/sealed-log';
import type { Database } from '#server/engine/postgres/database';
import { backUp } from '#server/keeping/back-up';
import { restore } from '#server/keeping/restore';
import { accepted, activeCampaign, ended, start, until, type TestCampaign } from '#testing/campaign';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

const folder = mkdtempSync(join(tmpdir(), 'ai-flows-backup-'));
const people = 300;
const passphrase = 'correct horse battery staple';
/** How the sandbox plays them: yes, a tapped button, STOP, an answer before the send is answered, silence. */
const endings = ['0005', '0006', '0007', '0009', '0003'];
const csvOf = (from: number, count: number): string =>
  `name,phone\n${Array.from({ length: count }, (_each, i) => `Person ${i},+569${String(from + i)}${endings[i % endings.length] ?? ''}`).join('\n')}\n`;

const ledger = memoryLedger();
const silent = { progress: () => undefined };
const parts = (db: Database) => ({ db, upcasters, now: () => new Date().toISOString(), ...silent });
const sent = () => ledger.lines.flatMap((line) => (line.line === 'taken' ? [line.taken.message] : []));

let first: TestProduct;
let second: TestProduct;
let admin: Caller;
let executionId: string;
let later: TestCampaign;
let file: string;

const keep = async (to: string, secret: string | null = null) => {
  const store = openPostgresEventStore(first.db);
  const kept = await backUp({ db: first.db, store, ...silent }, { file: to, passphrase: secret });
  await store.close();
  return kept;
};
const fileOf = (name: string): string => join(folder, name);
const countOf = async ({ db }: TestProduct, sql: string, values: unknown[] = []): Promise<number> =>
  (await db.pool.query<{ n: number }>(sql, values)).rows[0]?.n ?? 0;
/** Who asked to be left alone was so after one answer; the restored history knows it before the run goes on. */
const outcomesOf = async ({ db }: TestProduct): Promise<readonly unknown[]> =>
  (
    await db.pool.query<Record<string, unknown>>(
      `select n, case outcome when 'suppressed' then 'optedOut' else outcome end as outcome, label, reason
       from read.rows where execution_id = $1 order by n`,
      [executionId],
    )
  ).rows;
const statusOf = async (): Promise<Record<string, unknown>> => (await admin.get(`/api/executions/${executionId}`)).body;

beforeAll(async () => {
  first = await startTestProduct({ ledger, timing: 'realistic' });
  await first.db.pool.query(`with waiting as (
      insert into uploads.file(data_set_id, upload_id, total_bytes) values (gen_random_uuid(), gen_random_uuid(), 3) returning upload_id)
    insert into uploads.part(upload_id, part, starts, bytes) select upload_id, 0, 0, '\\x00ff0a' from waiting`);
  const before = await first.as('admin');
  const campaign = await activeCampaign(before, csvOf(6_000, people), 3_600);
  later = await activeCampaign(before, csvOf(7_000, 10), 3_600);
  executionId = await start(before, campaign, { batchSize: 60, delaySeconds: 0.3, timeScale: 2_000, pacing: 'none' });
  // Somewhere in the middle: some have their answer, some wait for it, some are being written to, some are queued.
  await until(async () => ((await countOf(first, 'select count(*) as n from read.rows')) > people / 2 ? true : null));
  file = fileOf('middle');
  await keep(file);
  await ended(before, executionId);
  await ended(before, await start(before, later, { timeScale: 2_000, pacing: 'none' }));
  await first.caughtUp();
});
afterAll(async () => {
  await second.close();
  await first.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a backup', () => {
  test('is for its owner only', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
  test('that was cut or altered anywhere is refused before anything is written', async () => {
    const whole = readFileSync(file);
    const target = await startTestProduct({
      prepare: async (db) => {
        const bad = fileOf('bad');
        for (const at of [0, 20, 200, whole.length >> 1, whole.length - 40, whole.length - 1]) {
          const altered = Buffer.from(whole);
          altered[at] = (altered[at] ?? 0) ^ 1;
          writeFileSync(bad, altered);
          await expect(restore(parts(db), { file: bad, passphrase: null, replace: null })).rejects.toThrow(
            'cut, altered',
          );
        }
        for (const bytes of [0, 10, whole.length >> 1, whole.length - 1]) {
          writeFileSync(bad, whole.subarray(0, bytes));
          await expect(restore(parts(db), { file: bad, passphrase: null, replace: null })).rejects.toThrow(
            'cut, altered',
          );
        }
        const { rows } = await db.pool.query('select position from es.head');
        expect(rows).toEqual([{ position: 0 }]);
      },
    });
    await target.close();
  });
  test('with a passphrase opens with that one only, and holds nothing in the open', async () => {
    const locked = fileOf('locked');
    const kept = await keep(locked, passphrase);
    const empty = await startTestProduct({
      prepare: async (db) => {
        const opened = (given: string | null) => restore(parts(db), { file: locked, passphrase: given, replace: null });
        await expect(opened(null)).rejects.toThrow('is encrypted');
        await expect(opened('another passphrase')).rejects.toThrow('does not open');
        expect(await opened(passphrase)).toMatchObject({ events: kept.events, paused: 0 });
      },
    });
    await empty.caughtUp();
    const wanted = 'select count(*) as n from read.rows where outcome is not null';
    expect(await countOf(empty, wanted)).toBe(await countOf(first, wanted));
    await empty.close();
  });
});

describe('after a restore, nobody is contacted twice and nobody is forgotten', () => {
  const open = `select count(*) as n from es.event where type = 'AttemptIntended'`;
  test('it goes into an empty installation, or one whose events were counted', async () => {
    let paused = 0;
    second = await startTestProduct({
      ...{ ledger, timing: 'realistic' },
      prepare: async (db) => {
        const into = (replace: number | null) => restore(parts(db), { file, passphrase: null, replace });
        expect(await into(null)).toMatchObject({ paused: 1 });
        await expect(into(null)).rejects.toThrow(/holds \d+ events, an empty one is wanted/);
        await expect(into(1)).rejects.toThrow('--replace says 1');
        const { rows } = await db.pool.query<{ position: number }>('select position from es.head');
        paused = (await into(rows[0]?.position ?? 0)).paused;
      },
    });
    expect(paused).toBe(1);
    admin = await second.as('admin');
    expect(await countOf(second, open)).toBeLessThan(await countOf(first, open));
  });
  test('a file that waits to be processed waits still', async () => {
    const files = async ({ db }: TestProduct) =>
      (
        await db.pool.query<{ row: string }>(
          'select f::text || p::text as row from uploads.file f join uploads.part p using (upload_id)',
        )
      ).rows;
    expect(await files(second)).toEqual(await files(first));
    expect(await files(second)).toHaveLength(1);
  });
  test('the run that was open rests, and says why', async () => {
    const run = await until(async () => {
      const body = await statusOf();
      return body.status === 'paused' ? body : null;
    });
    expect(run).toMatchObject({ pause_cause: 'restored' });
    expect(run.pause_sentence).toMatch(/^The installation was restored from a backup that ends at 20/);
  });
  test('and nothing was sent meanwhile', () => {
    expect(new Set(sent().map(({ attemptId }) => attemptId)).size).toBe(sent().length);
  });
  test('resumed, it comes to the same end for everybody, without a message that was sent before', async () => {
    const before = sent().length;
    await accepted(admin.command(`/api/executions/${executionId}/commands`, 'ResumeExecution'));
    expect(await ended(admin, executionId)).toMatchObject({ rows: people, in_doubt: 0 });
    await second.caughtUp();
    expect(sent().length - before).toBe(0);
    expect(await outcomesOf(second)).toEqual(await outcomesOf(first));
    expect(
      await countOf(second, `select count(*) as n from es.event where type = 'RecoveredOutreachAdopted'`),
    ).toBeGreaterThan(0);
    expect(second.faults).toEqual([]);
  });
  test('a run that was begun after the backup is lost, and begun again it sends nothing twice', async () => {
    const before = sent().length;
    const again = await start(admin, later, { timeScale: 2_000, pacing: 'none' });
    expect(await ended(admin, again)).toMatchObject({ rows: 10, contacted: 8, suppressed: 2 });
    expect(sent().length - before).toBe(0);
  });
  test('no step reached anybody twice', () => {
    const pairs = sent().map(({ to, body }) => `${to} ${body}`);
    expect(pairs.length - new Set(pairs).size).toBe(0);
  });
  test('whoever asked to be left alone meanwhile is left alone by everything that begins later', async () => {
    const stopped = await countOf(second, `select count(*) as n from read.contacts where suppressed`);
    expect(stopped).toBe(await countOf(first, `select count(*) as n from read.contacts where suppressed`));
    expect(stopped).toBeGreaterThan(0);
  });
  test('the ledger is true from its first event on', async () => {
    await second.caughtUp();
    const store = openPostgresEventStore(second.db);
    expect(await verifyLedger(sealedLog(store), second.db)).toMatchObject({
      ok: true,
      events: Number(await store.head()),
    });
    await store.close();
  });
});
