import type { Page } from 'playwright-core';

/** The service worker has everything and stands before the page. */
export async function keptForOffline(page: Page): Promise<void> {
  await page.evaluate(async function servedByWorker() {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  });
  await page.waitForFunction(async () => {
    const names = (await caches.keys()).filter((name) => name.includes(':assets:app:cache'));
    const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
    const { hashTable } = (await (await fetch('/ngsw.json')).json()) as { hashTable: Record<string, string> };
    return kept.some((count) => count >= Object.keys(hashTable).length);
  });
}
