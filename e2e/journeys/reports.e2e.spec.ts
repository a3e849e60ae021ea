import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { administratorsCaller } from '#e2e/support/a-caller';
import { createEmptyFlow } from '#e2e/support/an-empty-flow';
import { openChromium } from '#e2e/support/chromium';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';
import { ended, start } from '#testing/campaign';
import { everyStepCampaign } from '#testing/every-step-campaign';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

/** One contact for each of these endings, which name how the sandbox plays it: messages first, then calls. */
const endings = [
  '0001',
  '0002',
  '0003',
  '0004',
  '0005',
  '0006',
  '0007',
  '0010',
  '0011',
  '0012',
  '0014',
  '0015',
  '0018',
];

test('an operator reads a report, finds the contacts behind its numbers, and takes them out as files', async () => {
  const caller = await administratorsCaller(browser);
  const some = String(Math.floor(Math.random() * 1_000)).padStart(3, '0');
  const rows = endings.map((ending, i) => `Person ${i},+5696${some}${ending}`);
  const campaign = await everyStepCampaign(caller, `name,phone\n${rows.join('\n')}\n`);
  await ended(caller, await start(caller, campaign, { timeScale: 20_000, pacing: 'none' }));

  const page = await openAs(browser, 'operator', `/campaigns/${campaign.campaignId}/reports`);
  page.on('pageerror', (fault) => expect(fault.message).toBeNull());
  for (const name of ['Conversation outcomes', 'WhatsApp', 'Templates', 'Voice calls', 'The way through the flow'])
    await page.getByRole('heading', { name, exact: true }).waitFor();
  await page.locator('app-report-chart svg').first().waitFor();
  await lookAt(page, 'reports');
  await page.getByRole('heading', { name: 'Voice calls' }).scrollIntoViewIfNeeded();
  await lookAt(page, 'reports-voice');

  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV: Templates' }).click();
  expect((await coming).suggestedFilename()).toMatch(/^templates-.*\.csv$/);

  const replied = page.getByRole('row', { name: /^replied/ }).getByRole('link');
  const count = Number(await replied.innerText());
  expect(count).toBeGreaterThan(0);
  await replied.click();
  await page.getByRole('heading', { name: 'Contacts behind the number' }).waitFor();
  await page
    .locator('app-behind-page tbody tr')
    .nth(count - 1)
    .waitFor();
  expect(await page.locator('app-behind-page tbody tr').count()).toBe(count);
  await lookAt(page, 'reports-behind');
  await page
    .getByRole('link', { name: /^Everything about row/ })
    .first()
    .click();
  await page.getByText('The contact answers').first().waitFor();

  await page.goto(`/campaigns/${campaign.campaignId}/reports?run=all`);
  await page.getByText('Numbers of all executions.').waitFor();
  await page.getByRole('heading', { name: 'Executions', exact: true }).waitFor();
  await lookAt(page, 'reports-all');
});

test('an analyst, who reads reports and nothing else, comes to them at once, without a word about a person', async () => {
  const page = await openAs(browser, 'analyst', '/');
  page.on('pageerror', (fault) => expect(fault.message).toBeNull());
  await page.getByRole('heading', { name: 'Reports', level: 1 }).waitFor();
  const campaign = page.getByRole('link', { name: 'Every step' }).first();
  await campaign.waitFor();
  await lookAt(page, 'reports-of-all-campaigns');
  await campaign.click();
  await page.getByRole('heading', { name: 'Every step', level: 1 }).waitFor();
  await page.getByRole('heading', { name: 'The way through the flow' }).waitFor();
  await page.getByRole('cell', { name: 'Send template' }).waitFor();
  await lookAt(page, 'reports-analyst');
  await page
    .getByRole('row', { name: /^replied/ })
    .getByRole('link')
    .click();
  await page.getByRole('heading', { name: 'Contacts behind the number' }).waitFor();
  await page.locator('app-behind-page tbody tr').first().waitFor();
  expect(await page.locator('app-behind-page tbody a').count()).toBe(0);
});

test('a campaign that was never run has nothing to report, and says where to begin', async () => {
  const page = await openAs(browser, 'editor');
  const { campaignId } = await createEmptyFlow(page.context().request);
  await page.goto(`/campaigns/${campaignId}/reports`);
  await page.getByRole('heading', { name: 'Nothing to report yet' }).waitFor();
  await lookAt(page, 'reports-none');
});
