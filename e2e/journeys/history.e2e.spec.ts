import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { administratorsCaller } from '#e2e/support/a-caller';
import { createReadyCampaign } from '#e2e/support/a-ready-campaign';
import { openChromium } from '#e2e/support/chromium';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';
import { accepted } from '#testing/campaign';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('an auditor reads who did what, and goes back to what the campaign and its flow were then', async () => {
  const campaignId = await createReadyCampaign(browser, 'Visits as they were');
  const caller = await administratorsCaller(browser);
  const path = `/api/campaigns/${campaignId}/commands`;
  await accepted(caller.command(path, 'DescribeCampaign', { name: 'Visits by now' }, randomUUID()));
  await accepted(caller.command(path, 'ActivateCampaign'));

  const page = await openAs(browser, 'auditor', `/campaigns/${campaignId}/history`);
  page.on('pageerror', (fault) => expect(fault.message).toBeNull());
  await page.getByText('Activated the campaign').waitFor();
  await page.getByText('Assigned the channel “Sandbox WhatsApp”').waitFor();
  await page.getByText('Published version 1 of the flow').waitFor();
  await page.getByText(/is ready; rows: 25, accepted: 24, rejected: 1/).waitFor();
  await lookAt(page, 'history');

  await page.getByLabel('Show').selectOption('Campaign');
  await page.getByRole('link', { name: 'As it was then: Created the campaign “Visits as they were”' }).click();
  await page.getByRole('heading', { name: 'The campaign as it was' }).waitFor();
  await page.getByRole('row', { name: 'Name Visits as they were Visits by now' }).waitFor();
  await page.getByRole('row', { name: 'Status Draft Active' }).waitFor();
  await lookAt(page, 'history-campaign-then');
  await page.getByRole('link', { name: 'One later' }).click();
  await page.waitForURL(/history\/campaign\/1$/);
  await page.getByText(/^After .*: /).waitFor();

  await page.getByRole('link', { name: 'The history' }).click();
  await page.getByLabel('Show').selectOption('Flow');
  await page
    .getByRole('link', { name: /^As it was then: Added a step: Send template/ })
    .first()
    .click();
  await page.getByRole('heading', { name: /^The flow after edit/ }).waitFor();
  await page.getByRole('heading', { name: 'What is different now' }).waitFor();
  await page.getByText('Added: ').first().waitFor();
  await lookAt(page, 'history-flow-then');
});

test('whoever does not look after it is told who does', async () => {
  const campaignId = await createReadyCampaign(browser, 'Visits of others');
  const page = await openAs(browser, 'operator', `/campaigns/${campaignId}/history`);
  await page.getByText('Auditors and administrators read who did what and when; your role is Operator.').waitFor();
  await lookAt(page, 'history-not-allowed');
});
