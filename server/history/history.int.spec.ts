import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CampaignHistory, Happening } from '#contracts/wire/history-doors';
import { activeCampaign, ended, start, type TestCampaign } from '#testing/campaign';
import { startTestProduct, type TestProduct } from '#testing/product';

let product: TestProduct;
let campaign: TestCampaign;
let executionId: string;
beforeAll(async () => {
  product = await startTestProduct();
  const admin = await product.as('admin');
  campaign = await activeCampaign(admin, 'name,phone\nAna,+56961110005\nWrong,12\n');
  executionId = await start(admin, campaign);
  await ended(admin, executionId);
  await product.caughtUp();
});
afterAll(() => product.close());

const path = (query = ''): string => `/api/campaigns/${campaign.campaignId}/history${query}`;
const read = async (query = ''): Promise<CampaignHistory> =>
  (await (await product.as('auditor')).get(path(query))).body as CampaignHistory;

test('says who did what to a campaign, its runs, data sets and flow, the newest first', async () => {
  const { happenings, next } = await read('?limit=500');
  expect(next).toBeNull();
  expect(happenings.map(({ at }) => at)).toEqual(
    happenings
      .map(({ at }) => at)
      .toSorted()
      .reverse(),
  );
  const types = (of: Happening['of']): readonly string[] =>
    happenings.filter((each) => each.of === of).map(({ type }) => type);
  expect(types('campaign')).toEqual(
    expect.arrayContaining(['CampaignCreated', 'ChannelAssigned', 'CampaignActivated', 'CampaignExecutionStarted']),
  );
  expect(types('execution')).toEqual(
    expect.arrayContaining(['ExecutionStarted', 'BatchAdmitted', 'ExecutionCompleted']),
  );
  expect(types('dataSet')).toEqual(expect.arrayContaining(['DataSetUploaded', 'DataSetReady']));
  expect(types('flow')).toEqual(expect.arrayContaining(['FlowCreated', 'FlowEditApplied', 'FlowPublished']));
  const started = happenings.find(({ type }) => type === 'CampaignExecutionStarted');
  expect(started).toMatchObject({ by: expect.stringMatching(/^person-/), data: { executionId } });
});

test('holds no word about a person, and no drawing', async () => {
  const text = JSON.stringify(await read('?limit=500'));
  expect(text).not.toMatch(/61110005|Ana/);
  expect(text).not.toContain('"document"');
});

test('comes in pages that show each happening once, and of one kind where that is asked', async () => {
  const whole = (await read('?limit=500')).happenings;
  const found: Happening[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page = await read(`?limit=3${after === '' ? '' : `&after=${after}`}`);
    expect(page.happenings.length).toBeLessThanOrEqual(3);
    found.push(...page.happenings);
    after = page.next;
  }
  expect(found).toEqual(whole);
  const runs = (await read('?of=execution&limit=500')).happenings;
  expect(runs).toEqual(whole.filter(({ of }) => of === 'execution'));
});

test('is for those who look after it, and a campaign that is none has none', async () => {
  for (const role of ['editor', 'operator', 'analyst'] as const)
    expect([role, (await (await product.as(role)).get(path())).status]).toEqual([role, 403]);
  const auditor = await product.as('auditor');
  expect((await auditor.get(`/api/campaigns/${randomUUID()}/history`)).status).toBe(404);
  expect((await auditor.get(path('?after=x'))).status).toBe(400);
});
