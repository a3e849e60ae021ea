import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { activeCampaign, accepted, ended, start, until } from '#testing/campaign';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
});
afterAll(() => product.close());

/** One contact for each of these endings, which name how the sandbox plays it. */
const csvOf = (...endings: readonly string[]): string =>
  `name,phone\n${endings.map((ending, i) => `Person ${i},+5696${String(100 + i)}${ending}`).join('\n')}\n`;
const countOf = async (sql: string, values: unknown[]): Promise<number> =>
  Number((await product.db.pool.query<{ n: number }>(sql, values)).rows[0]?.n);
const outcomesOf = async (executionId: string): Promise<Record<string, string>> => {
  const { rows } = await product.db.pool.query<{ n: number; outcome: string; label: string | null; reason: string }>(
    'select n, outcome, label, reason from read.rows where execution_id = $1 order by n',
    [executionId],
  );
  return Object.fromEntries(rows.map(({ n, outcome, label, reason }) => [String(n), label ?? `${outcome}: ${reason}`]));
};

const completed = (campaignId: string) =>
  until(async () => {
    const { body } = await admin.get(`/api/campaigns/${campaignId}`);
    return body.status === 'completed' ? body : null;
  });

describe('an execution in the sandbox', () => {
  test('brings every row to the end its contact deserves, each once, with a reason', async () => {
    const campaign = await activeCampaign(admin, csvOf('0001', '0002', '0005', '0006', '0007', '0009'), 60);
    const executionId = await start(admin, campaign, { timeScale: 100 });
    const totals = await ended(admin, executionId);
    await product.caughtUp();
    expect(await outcomesOf(executionId)).toEqual({
      ...{ 0: 'failed: invalidNumber 21211', 1: 'failed: notOnWhatsApp 63024', 2: 'Confirmed', 3: 'Confirmed' },
      ...{ 4: 'optedOut: ContactSuppressed', 5: 'Confirmed' },
    });
    expect(totals).toMatchObject({ rows: 6, contacted: 5, completed: 3, failed: 2, opted_out: 1, in_doubt: 0 });
    expect(product.faults).toEqual([]);
  });

  test('that ended completes its campaign', async () => {
    const campaign = await activeCampaign(admin, csvOf('0005'));
    await ended(admin, await start(admin, campaign));
    expect(await completed(campaign.campaignId)).toMatchObject({ running_execution_id: null, executions: 1 });
  });

  test('law 9: no message reaches the carrier twice, and law 10: each has its decision', async () => {
    const campaign = await activeCampaign(admin, csvOf(...Array.from({ length: 60 }, () => '0005')));
    const executionId = await start(admin, campaign);
    await ended(admin, executionId);
    await product.caughtUp();
    const sent = product.ledger.lines.flatMap((line) =>
      line.line === 'taken' && line.taken.message.attemptId.startsWith(executionId)
        ? [line.taken.message.attemptId]
        : [],
    );
    expect([sent.length, new Set(sent).size]).toEqual([120, 120]);
    expect(
      await countOf(
        `select count(*) as n from read.decisions where execution_id = $1 and verdict = 'sent' and attempt_id = any($2)`,
        [executionId, sent],
      ),
    ).toBe(120);
  });

  test('whoever said STOP is not contacted by the next execution', async () => {
    const campaign = await activeCampaign(admin, csvOf('0007'));
    await ended(admin, await start(admin, campaign));
    await completed(campaign.campaignId);
    await accepted(admin.command(`/api/campaigns/${campaign.campaignId}/commands`, 'ReopenCampaign'));
    const second = await start(admin, campaign);
    expect(await ended(admin, second)).toMatchObject({ contacted: 0, suppressed: 1 });
  });

  test('two executions never write to one person through one sender at the same time', async () => {
    const contacts = csvOf('0005', '0005');
    const [one, two] = [await activeCampaign(admin, contacts), await activeCampaign(admin, contacts)];
    const [left, right] = await Promise.all([start(admin, one), start(admin, two)]);
    const totals = await Promise.all([ended(admin, left), ended(admin, right)]);
    expect(totals.map(({ rows, in_doubt }) => [rows, in_doubt])).toEqual([
      [2, 0],
      [2, 0],
    ]);
  });
});

describe('an operator', () => {
  const many = csvOf(...Array.from({ length: 300 }, () => '0004'));

  test('pauses: nothing begins any more, what is queued stays queued, and resuming goes on', async () => {
    const campaign = await activeCampaign(admin, many, 60);
    const executionId = await start(admin, campaign, { batchSize: 20, delaySeconds: 0.2, timeScale: 1000 });
    await until(async () =>
      Number((await admin.get(`/api/executions/${executionId}`)).body.contacted ?? 0) === 0 ? null : true,
    );
    await accepted(admin.command(`/api/executions/${executionId}/commands`, 'PauseExecution'));
    const paused = await until(async () => {
      const { body } = await admin.get(`/api/executions/${executionId}`);
      return body.status === 'paused' ? body : null;
    });
    expect(paused).toMatchObject({ pause_cause: 'operator' });
    expect(await countOf('select count(*) as n from run.open_attempt where execution_id = $1', [executionId])).toBe(0);
    const started = await countOf(
      `select count(*) as n from es.event where type = 'RowStarted' and data->>'executionId' = $1`,
      [executionId],
    );
    expect(started).toBeLessThan(300);
    await accepted(admin.command(`/api/executions/${executionId}/commands`, 'ResumeExecution'));
    expect(await ended(admin, executionId)).toMatchObject({ status: 'completed', completed: 300 });
  });

  test('stops: open rows end as stopped, rows not begun stay queued', async () => {
    const campaign = await activeCampaign(admin, many, 86_400);
    const executionId = await start(admin, campaign, { batchSize: 50, delaySeconds: 3_600 });
    await until(async () =>
      Number((await admin.get(`/api/executions/${executionId}`)).body.contacted ?? 0) < 50 ? null : true,
    );
    await accepted(admin.command(`/api/executions/${executionId}/commands`, 'StopExecution'));
    const stopped = await ended(admin, executionId);
    expect(stopped).toMatchObject({ status: 'stopped', admitted: 50, stopped: 50, rows: 300 });
    const { body } = await admin.command(`/api/executions/${executionId}/commands`, 'ResumeExecution');
    expect(body.code).toBe('ExecutionHasEnded');
  });

  test('may pause and stop before the first row has begun', async () => {
    const campaign = await activeCampaign(admin, many);
    const executionId = await start(admin, campaign, { batchSize: 1 });
    await accepted(admin.command(`/api/executions/${executionId}/commands`, 'PauseExecution'));
    await accepted(admin.command(`/api/executions/${executionId}/commands`, 'StopExecution'));
    expect(await ended(admin, executionId)).toMatchObject({ status: 'stopped' });
  });

  test('starting twice starts once', async () => {
    const campaign = await activeCampaign(admin, many, 60);
    const [executionId, commandId] = [randomUUID(), randomUUID()];
    const ask = () =>
      admin.command(
        `/api/campaigns/${campaign.campaignId}/commands`,
        'StartExecution',
        { executionId, dataSetId: campaign.dataSetId, settings: { timeScale: 1000 } },
        commandId,
      );
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const other = await admin.command(`/api/campaigns/${campaign.campaignId}/commands`, 'StartExecution', {
      executionId: randomUUID(),
      dataSetId: campaign.dataSetId,
    });
    expect([other.status, other.body.code]).toEqual([422, 'ExecutionIsRunning']);
    await ended(admin, executionId);
    expect(
      await countOf(
        `select count(*) as n from es.event where type = 'CampaignExecutionStarted' and data->>'campaignId' = $1`,
        [campaign.campaignId],
      ),
    ).toBe(1);
  });
});

test('the report over HTTP says what analysts read by SQL', async () => {
  const campaign = await activeCampaign(admin, csvOf('0001', '0005', '0004'), 60);
  const executionId = await start(admin, campaign, { timeScale: 1000 });
  await ended(admin, executionId);
  await product.caughtUp();
  const { body } = await admin.get(`/api/executions/${executionId}/report`);
  const { rows } = await product.db.pool.query('select * from reporting.execution_totals where execution_id = $1', [
    executionId,
  ]);
  expect(body.totals).toEqual(rows[0]);
  expect(body.outcomes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ outcome: 'Confirmed', completed: true, rows: 1 }),
      expect.objectContaining({ outcome: 'No answer', completed: true, rows: 1 }),
    ]),
  );
});

test('the contact numbers stand in no table of ours in the open', async () => {
  const number = '+56961000005';
  const campaign = await activeCampaign(admin, `name,phone\nSecret Person,${number}\n`);
  await ended(admin, await start(admin, campaign));
  await product.caughtUp();
  const { rows: tables } = await product.db.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const found = await countOf(
      `select count(*) as n from ${name} t where t::text like '%61000005%' or t::text like '%Secret Person%'`,
      [],
    );
    expect([name, found]).toEqual([name, 0]);
  }
});
