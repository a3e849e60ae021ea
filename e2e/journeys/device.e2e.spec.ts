import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openChromium } from '#e2e/support/chromium';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('a person sees what this device keeps, frees it, and signs out', async () => {
  const page = await openAs(browser, 'editor', '/campaigns');
  await page.getByRole('listitem').first().waitFor();
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: 'This device' }).click();
  await page.getByRole('heading', { name: 'This device', level: 1 }).waitFor();
  await page.getByText('Every edit is on the server.').waitFor();
  await page.waitForFunction(() =>
    indexedDB.databases().then((all) => all.some(({ name }) => name?.startsWith('ai-flows-'))),
  );
  await page.getByRole('status', { name: 'State of your changes' }).getByText('All changes on the server').waitFor();
  await page.getByText('The app opens without a network').waitFor();
  await page.getByRole('button', { name: 'Remove offline copies' }).click();
  await page.getByText('The offline copies were removed.').waitFor();
  await lookAt(page, 'device');
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('Everything you edited is on the server.').waitFor();
  await lookAt(page, 'sign-out');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in to AI Flows' }).waitFor();
  await page.goto('/campaigns');
  await page.getByRole('heading', { name: 'Sign in to AI Flows' }).waitFor();
  expect(await page.evaluate(() => localStorage.getItem('ai-flows.person'))).toBeNull();
});
