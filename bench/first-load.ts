import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChromium } from '#e2e/support/chromium';
import type * as People from '#e2e/support/people';
import { median, type BenchOptions, type Figure, type Measured } from './figure.ts';

const rounds = 5;
type Support = typeof People;

/**
 * B8, its part with a browser: how much JavaScript a first visit fetches, and how soon the list of campaigns stands on a
 * device without a network. The real product and its built app, in a Chromium.
 */
export const firstLoad: Figure = {
  name: 'B8',
  about: 'what a first visit fetches, and a start without a network',
  measure: async (tell, options) => {
    options.progress('The product is being started, its app built where it has changed …');
    const stop = await startProduct();
    const browser = await openChromium();
    try {
      const people = await import('#e2e/support/people');
      tell(await initialScripts(browser, people));
      tell(await coldStart(browser, people, options));
    } finally {
      await browser.close();
      await stop();
    }
  },
};

/** As the journeys start it. @returns what stops it */
async function startProduct(): Promise<() => Promise<void>> {
  const run = async (name: string): Promise<void> => {
    const { default: work } = (await import(new URL(`../e2e/support/${name}.mjs`, import.meta.url).href)) as {
      readonly default: () => Promise<void>;
    };
    await work();
  };
  await run('start-product');
  return () => run('stop-product');
}

/** The scripts of a first visit as they come over the line, without those the service worker fetches for later. */
async function initialScripts(browser: Browser, { productUrl }: Support): Promise<Measured> {
  const context = await browser.newContext({ baseURL: productUrl, serviceWorkers: 'block' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const scripts = new Set<string>();
  let bytes = 0;
  await devtools.send('Network.enable');
  devtools.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto('/sign-in', { waitUntil: 'networkidle' });
  await context.close();
  const value = bytes / 1000;
  return {
    ...{ figure: 'B8 initial kB', value, unit: 'kB', limit: 200, limitName: 'wanted at most' },
    ...{ ratio: value / 200, goal: 'at most 1' },
  };
}

/** From the address to the list, in a tab that was never open, after the app was there once. */
async function coldStart(browser: Browser, people: Support, { short, progress }: BenchOptions): Promise<Measured> {
  const context = await people.newContext(browser);
  await people.signInAsAdministrator(context);
  await keepForOffline(context);
  await context.setOffline(true);
  const took: number[] = [];
  for (let i = 1; i <= (short ? 1 : rounds); i += 1) {
    progress(`B8: start ${i} without a network`);
    const page = await context.newPage();
    const began = performance.now();
    await page.goto('/campaigns');
    await listOf(page);
    took.push(performance.now() - began);
    await page.close();
  }
  await context.close();
  const value = median(took);
  return {
    ...{ figure: 'B8 cold start ms', value, unit: 'ms', limit: 1_000, limitName: 'wanted at most' },
    ...{ ratio: value / 1_000, goal: 'at most 1' },
  };
}

function listOf(page: Page): Promise<void> {
  return page.getByRole('listitem').first().getByRole('link').waitFor();
}

/** Opens the list and waits until the service worker has everything. */
async function keepForOffline(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto('/campaigns');
  await listOf(page);
  await page.waitForFunction(`(async () => {
    const { hashTable } = await (await fetch('/ngsw.json')).json();
    const names = (await caches.keys()).filter((name) => name.includes(':assets:app:cache'));
    const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
    return navigator.serviceWorker.controller !== null && kept.some((count) => count >= Object.keys(hashTable).length);
  })()`);
  await page.close();
}
