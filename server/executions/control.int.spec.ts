import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accepted, activeCampaign, ended, start, until, type TestCampaign } from '#testing/campaign';
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
  `name,phone,zone\n${endings.map((ending, i) => `Person ${i},+5696${String(100 + i)}${ending},${i % 2 ? 'Europe/Madrid' : 'UTC'}`).join('\n')}\n`;
const rowsOf = async (executionId: string): Promise<readonly Record<string, unknown>[]> =>
  (
    await product.db.pool.query<Record<string, unknown>>('select * from read.rows where execution_id = $1 order by n', [
      executionId,
    ])
  ).rows;
const executionWith = (executionId: string, holds: (body: Record<string, unknown>) => boolean) =>
  until(async () => {
    const { body, status } = await admin.get(`/api/executions/${executionId}`);
    return status === 200 && holds(body) ? body : null;
  });
const ask = (executionId: string, type: string, data: object = {}) =>
  accepted(admin.command(`/api/executions/${executionId}/commands`, type, data));
const reopened = async ({ campaignId }: TestCampaign): Promise<void> => {
  await until(async () =>
    (await admin.get(`/api/campaigns/${campaignId}`)).body.status === 'completed' ? true : null,
  );
  await accepted(admin.command(`/api/campaigns/${campaignId}/commands`, 'ReopenCampaign'));
};
const decisionsOf = async (executionId: string): Promise<readonly Record<string, unknown>[]> => {
  await product.caughtUp();
  const { rows } = await product.db.pool.query<Record<string, unknown>>(
    'select verdict, reason, until from reporting.contact_decisions where execution_id = $1 order by position',
    [executionId],
  );
  return rows;
};

describe('failed rows', () => {
  test('are tried again as a run of their own, which is linked to the first', async () => {
    const campaign = await activeCampaign(admin, csvOf('0001', '0005', '0002', '0001'), 60);
    const first = await start(admin, campaign, { timeScale: 100, pacing: 'none', autoPause: null });
    await ended(admin, first);
    await reopened(campaign);
    const again = randomUUID();
    const asked = { executionId: again, dataSetId: campaign.dataSetId, retryOf: first, settings: { pacing: 'none' } };
    await accepted(admin.command(`/api/campaigns/${campaign.campaignId}/commands`, 'StartExecution', asked));
    expect(await ended(admin, again)).toMatchObject({ rows: 3, retry_of: first, failed: 3 });
    await product.caughtUp();
    const tried = await rowsOf(again);
    const before = (await rowsOf(first)).filter(({ outcome }) => outcome === 'failed');
    expect(tried.map(({ contact_id }) => contact_id)).toEqual(before.map(({ contact_id }) => contact_id));
  });
  test('and all others are numbered as in the uploaded file, in a run and in the one that tries again', async () => {
    const file = 'name,phone\nA,12\nB,+56961200001\n"C\nD",+56961200005\nD,\nE,+56961200001\nF,+56961210001\n';
    const campaign = await activeCampaign(admin, file, 60);
    const first = await start(admin, campaign, { timeScale: 100, pacing: 'none', autoPause: null });
    await ended(admin, first);
    await reopened(campaign);
    const again = randomUUID();
    const asked = { executionId: again, dataSetId: campaign.dataSetId, retryOf: first, settings: { pacing: 'none' } };
    await accepted(admin.command(`/api/campaigns/${campaign.campaignId}/commands`, 'StartExecution', asked));
    await ended(admin, again);
    await product.caughtUp();
    const rowsAt = async (path: string) =>
      ((await admin.get(path)).body.rows as { file_row: number }[]).map(({ file_row: row }) => row);
    expect(await rowsAt(`/api/executions/${first}/rows`)).toEqual([2, 3, 6]);
    expect(await rowsAt(`/api/executions/${again}/report/rows`)).toEqual([2, 6]);
    const { rejects } = (await admin.get(`/api/data-sets/${campaign.dataSetId}/rejects`)).body;
    expect((rejects as { line: number }[]).map(({ line }) => line)).toEqual([1, 4]);
    const { moments } = (await admin.get(`/api/rows/${again}_1`)).body;
    expect(moments).toContainEqual(expect.objectContaining({ data: expect.objectContaining({ n: 1, line: 6 }) }));
  });
  test('of a run that is under way, of another campaign, or none at all are refused with what was found', async () => {
    const campaign = await activeCampaign(admin, csvOf('0005'));
    const done = await start(admin, campaign, { pacing: 'none' });
    await ended(admin, done);
    await reopened(campaign);
    const retry = async (of: TestCampaign, retryOf: string): Promise<unknown> =>
      (
        await admin.command(`/api/campaigns/${of.campaignId}/commands`, 'StartExecution', {
          ...{ executionId: randomUUID(), dataSetId: of.dataSetId, retryOf },
        })
      ).body.code;
    expect(await retry(campaign, done)).toBe('NothingToRetry');
    expect(await retry(campaign, randomUUID())).toBe('ExecutionIsMissing');
    expect(await retry(await activeCampaign(admin, csvOf('0005')), done)).toBe('ExecutionIsMissing');
  });
});

describe('a run pauses by itself', () => {
  test('when more attempts fail than its settings allow, and goes on when a person says so', async () => {
    const campaign = await activeCampaign(admin, csvOf(...Array.from({ length: 40 }, () => '0001')));
    const executionId = await start(admin, campaign, {
      ...{ batchSize: 10, pacing: 'none', autoPause: { failureRate: 0.5, attempts: 10 } },
    });
    const paused = await executionWith(executionId, ({ status }) => status === 'paused');
    expect(paused).toMatchObject({ pause_cause: 'failureRate', in_doubt: 0 });
    expect(String(paused.pause_sentence)).toMatch(/^Of \d+ attempts in a row \d+ failed; the run pauses at 50 %/);
    expect(Number(paused.started)).toBeLessThan(40);
    await ask(executionId, 'StopExecution');
    expect(await ended(admin, executionId)).toMatchObject({ status: 'stopped' });
  });
  test('when its campaign has ended, and goes on when the end was moved', async () => {
    const campaign = await activeCampaign(admin, csvOf('0005', '0005'), 3_600);
    const describe = (endsAt: string) =>
      accepted(
        admin.command(`/api/campaigns/${campaign.campaignId}/commands`, 'DescribeCampaign', { name: 'Ends', endsAt }),
      );
    await describe('2020-01-01T00:00:00.000Z');
    const executionId = await start(admin, campaign, { pacing: 'none' });
    const paused = await executionWith(executionId, ({ status }) => status === 'paused');
    expect(paused).toMatchObject({ pause_cause: 'campaignEnded', contacted: 0 });
    await describe('2090-01-01T00:00:00.000Z');
    await ask(executionId, 'ResumeExecution');
    expect(await ended(admin, executionId)).toMatchObject({ status: 'completed', contacted: 2 });
  });
});

describe('the moment', () => {
  test('of quiet hours puts a contact off, with the instant at which it is decided again', async () => {
    const campaign = await activeCampaign(admin, csvOf('0005', '0005'));
    const hour = (add: number): string => `${String((new Date().getUTCHours() + add + 24) % 24).padStart(2, '0')}:00`;
    const executionId = await start(admin, campaign, {
      ...{ pacing: 'none', timeZoneColumn: 'zone', quietHours: { start: hour(-2), end: hour(4) } },
    });
    await executionWith(executionId, ({ waiting }) => waiting === 2);
    const decisions = await decisionsOf(executionId);
    const deferred = { verdict: 'deferred', reason: 'QuietHours' };
    expect(decisions).toMatchObject([deferred, deferred]);
    const untils = decisions.map(({ until: instant }) => new Date(String(instant)).getUTCMinutes());
    expect(untils).toEqual([0, 0]);
    await ask(executionId, 'StopExecution');
    expect(await ended(admin, executionId)).toMatchObject({ status: 'stopped', contacted: 0 });
  });
  test('is that of the person: two messages to one come six seconds apart', async () => {
    const campaign = await activeCampaign(admin, csvOf('0006'), 60);
    const executionId = await start(admin, campaign, { timeScale: 1 });
    await ended(admin, executionId);
    expect((await decisionsOf(executionId)).map(({ reason }) => reason)).toEqual([
      'TemplateApproved',
      'PairRate',
      'WindowOpen',
    ]);
  });
});
