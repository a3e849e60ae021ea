import type { Page } from 'playwright-core';
import { until } from './within.ts';

/**
 * Takes the network away, and comes back when the page says so. It hears of it a moment before the browser has cut it, and
 * a connection that it makes in between stands: when nothing comes through any more it is told once more.
 */
export async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await until('the network to be gone', () =>
    page.evaluate(async function isOffline() {
      return fetch('/livez?ngsw-bypass', { cache: 'no-store' }).then(
        () => false,
        () => true,
      );
    }),
  );
  await page.evaluate(() => dispatchEvent(new Event('offline')));
  const state = page.getByRole('status', { name: 'State of your changes' });
  await state.getByText(/^Offline since/).waitFor();
}
