import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { openChromium } from '#e2e/support/chromium';
import { productUrl, signInAsAdministrator } from '#e2e/support/people';

/** JavaScript that a page may cost over the line, compressed, before it stands. */
const limit = 200_000;

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('the page to sign in, and the list of campaigns, come with little JavaScript', async () => {
  const context = await browser.newContext({ baseURL: productUrl, serviceWorkers: 'block' });
  // What is fetched later, for work without a network, is not what a page waits for.
  await context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  expect(await scriptsOf(context, '/sign-in')).toBeLessThan(limit);
  await signInAsAdministrator(context);
  expect(await scriptsOf(context, '/campaigns')).toBeLessThan(limit);
});

/** Bytes as they come over the line. */
async function scriptsOf(context: BrowserContext, path: string): Promise<number> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const scripts = new Set<string>();
  let bytes = 0;
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  devtools.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.close();
  expect(scripts.size).toBeGreaterThan(5);
  return bytes;
}
