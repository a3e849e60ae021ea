import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
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

test('what was opened once is there without a network, after a reload too', async () => {
  const page = await openAs(browser, 'editor', '/campaigns');
  await page.getByRole('listitem').first().waitFor();
  // Not the newest: other journeys make campaigns meanwhile.
  const name = 'Sample: appointment reminders';
  await keptForOffline(page);
  await goOffline(page);
  await page.reload();
  await page.getByRole('link', { name, exact: true }).first().waitFor();
  await page
    .getByRole('status')
    .getByText(/^Offline since/)
    .waitFor();
  await page.getByText('need the network').waitFor();
  await lookAt(page, 'campaigns-offline');

  await page.getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('heading', { name: 'Not on this device yet' }).waitFor();
  await lookAt(page, 'campaign-not-here');

  await page.goto('/campaigns/new');
  await page.getByLabel('Name').fill('Made offline');
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await page.getByText('This needs the network.').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await page.getByRole('heading', { name: 'Made offline', level: 1 }).waitFor();
});

test('a page that was loaded past the worker is taken in by it, and finds what it never opened without a network', async () => {
  const page = await openAs(browser, 'editor', '/campaigns');
  await keptForOffline(page);
  const devtools = await page.context().newCDPSession(page);
  await Promise.all([page.waitForEvent('load'), devtools.send('Page.reload', { ignoreCache: true })]);
  await keptForOffline(page);
  await goOffline(page);
  await page.getByRole('link', { name: 'New campaign' }).click();
  await page.getByLabel('Name').waitFor();
});

test('the app can be installed', async () => {
  const page = await openAs(browser, 'editor', '/campaigns');
  await keptForOffline(page);
  const devtools = await page.context().newCDPSession(page);
  const { errors, data } = await devtools.send('Page.getAppManifest');
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  expect([errors, installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')]).toEqual([[], []]);
  const { icons, screenshots } = JSON.parse(data ?? '{}') as Record<'icons' | 'screenshots', { src: string }[]>;
  for (const { src } of [...icons, ...screenshots]) expect((await page.request.get(`/${src}`)).status()).toBe(200);
});
