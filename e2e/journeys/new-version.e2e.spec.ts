import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
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

/** The app looks for a newer version, as it does when a person comes back to it. */
async function lookForNewer(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
}

/** Until the worker has given an update up. */
async function updateHasFailed(page: Page): Promise<void> {
  await page.waitForFunction(async () =>
    (await (await fetch('/ngsw/state')).text()).includes('Driver state: EXISTING_CLIENTS_ONLY'),
  );
}

const notThere = { status: 502, body: 'Bad gateway' };

test('an update that is broken off, and a server that is away behind its proxy, do not keep the app from opening', async () => {
  const page = await openAs(browser, 'editor');
  const context = page.context();
  await keptForOffline(page);
  await deployNewVersion(context);
  await context.route(/\/index\.html/, (route) => route.abort());
  await lookForNewer(page);
  await updateHasFailed(page);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();

  await context.setOffline(false);
  await context.unroute(/\/ngsw\.json/);
  await context.route(/^(?!.*\/ngsw\/state)/, (route) => route.fulfill(notThere));
  await lookForNewer(page);
  await updateHasFailed(page);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
});

test('Reload opens the version that was offered, also when a later look for one has failed', async () => {
  const page = await openAs(browser, 'editor');
  await keptForOffline(page);
  await deployNewVersion(page.context());
  await lookForNewer(page);
  const reload = page.getByRole('button', { name: 'Reload', exact: true });
  await reload.waitFor();
  await page.context().route(/\/ngsw\.json/, (route) => route.fulfill(notThere));
  await lookForNewer(page);
  await updateHasFailed(page);
  await reload.click();
  await page.locator('meta[name=version][content=newer]').waitFor({ state: 'attached' });
});

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
  await lookForNewer(page);
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
