import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { flowBuilderPage } from '#e2e/pages/flow-builder-page';
import { createDrawnCampaign, publish, uploadContacts } from '#e2e/support/a-drawn-campaign';
import { openChromium } from '#e2e/support/chromium';
import { goOffline } from '#e2e/support/go-offline';
import { keptForOffline } from '#e2e/support/kept-for-offline';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('a campaign that was made available is there after a cold start without a network, also what was never opened', async () => {
  const maker = await openAs(browser, 'editor');
  const drawn = await createDrawnCampaign(maker.context().request);
  await publish(maker.context().request, drawn);
  await uploadContacts(maker.context().request, drawn.campaignId, 'phone,name\n+56912345678,Ana\n+56912345679,Luis\n');

  const page = await openAs(browser, 'operator', `/campaigns/${drawn.campaignId}`);
  await page.getByRole('heading', { name: 'On this device' }).waitFor();
  await page.getByRole('button', { name: 'Make available offline' }).click();
  await page.getByText('Available offline since').waitFor();
  await lookAt(page, 'available-offline');
  await keptForOffline(page);

  await goOffline(page);
  await page.goto('/campaigns');
  const row = page.getByRole('listitem').filter({ has: page.locator(`a[href="/campaigns/${drawn.campaignId}"]`) });
  await row.getByText('Available offline').waitFor();
  await row.getByRole('link').click();
  await page.getByRole('tab', { name: 'Data sets', exact: true }).click();
  await page.getByRole('link', { name: 'Contacts' }).waitFor();
  await page.getByRole('tab', { name: 'Flow', exact: true }).click();
  const builder = flowBuilderPage(page);
  await page.locator('g.step').first().waitFor();
  await page.getByRole('button', { name: 'Versions' }).click();
  await builder.side.getByRole('button', { name: /^Version 1/ }).click();
  await builder.side
    .getByRole('button', { name: /^Send template added/ })
    .first()
    .waitFor();
  await builder.side.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Rehearse' }).click();
  await builder.side.getByLabel('What is rehearsed').selectOption('1');
  await builder.side.getByRole('log').getByText(/Ana/).first().waitFor();
  await lookAt(page, 'rehearse-version-offline');

  await page.goto('/device');
  await page.getByRole('button', { name: 'Remove Visits from this device' }).waitFor();
  await lookAt(page, 'device-with-campaign');
  await page.getByRole('button', { name: 'Remove Visits from this device' }).click();
  await page.getByText('In the menu of a campaign').waitFor();
  expect(await page.getByRole('link', { name: 'Visits' }).count()).toBe(0);
});
