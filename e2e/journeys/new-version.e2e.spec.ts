import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Browser, BrowserContext } from 'playwright-core';
import { flowBuilderPage } from '#e2e/pages/flow-builder-page';
import { createDrawnCampaign } from '#e2e/support/a-drawn-campaign';
import { documentOnServer } from '#e2e/support/an-empty-flow';
import { openChromium } from '#e2e/support/chromium';
import { keptForOffline } from '#e2e/support/kept-for-offline';
import { lookAt } from '#e2e/support/look-at';
import { endSignIn, openAs, productUrl, signInAgain } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

/** From now on the server has a newer build: another first page, and a list of files that names it. */
async function deployNewVersion(context: BrowserContext): Promise<void> {
  const page = (await (await fetch(productUrl, { headers: { accept: 'text/html' } })).text()).replace(
    '<head>',
    '<head><meta name="version" content="newer">',
  );
  const list = (await (await fetch(`${productUrl}/ngsw.json`)).json()) as { hashTable: Record<string, string> };
  const hash = createHash('sha1').update(page).digest('hex');
  const newer = { ...list, timestamp: Date.now(), hashTable: { ...list.hashTable, '/index.html': hash } };
  await context.route(/\/ngsw\.json/, (route) => route.fulfill({ json: newer }));
  await context.route(/\/index\.html/, (route) => route.fulfill({ body: page, contentType: 'text/html' }));
}

test('a new version comes beside the old one, is offered once every edit is on the server, and loses none', async () => {
  const page = await openAs(browser, 'admin');
  const { campaignId, flowId } = await createDrawnCampaign(page.context().request);
  const builder = flowBuilderPage(page);
  await builder.openDrawn(campaignId);
  await builder.everythingIsOnTheServer();
  await keptForOffline(page);
  // Edits wait while everything else of the network stands.
  await endSignIn(page);
  await builder.stateIs('Sign in to sync');
  await builder.openStepSaying('Thank you for telling');
  await builder.side.getByLabel('Message').fill('Before the update.');
  await builder.side.getByLabel('Message').blur();
  await builder.stateIs('Sign in to sync, 1 kept on this device');

  await deployNewVersion(page.context());
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForFunction(async () => {
    const pages = (await caches.keys()).map(async (name) => (await caches.open(name)).match('/index.html'));
    const texts = await Promise.all(pages.map(async (found) => (await found)?.text()));
    return texts.some((text) => text?.includes('content="newer"') === true);
  });
  await builder.stateIs('Sign in to sync, 1 kept on this device');
  expect(await page.getByText('A new version is ready.').count()).toBe(0);

  await signInAgain(page);
  await builder.everythingIsOnTheServer();
  await page.getByText('A new version is ready.').waitFor();
  await lookAt(page, 'new-version');
  expect(await page.locator('meta[name=version]').count()).toBe(0);
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  await page.locator('meta[name=version][content=newer]').waitFor({ state: 'attached' });
  await page.locator('g.step', { hasText: 'Before the update.' }).waitFor();
  await builder.everythingIsOnTheServer();
  const { steps } = await documentOnServer(page.context().request, flowId);
  expect(steps.regret?.config.text).toBe('Before the update.');
});
