import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openChromium } from '#e2e/support/chromium';
import { lookAt } from '#e2e/support/look-at';
import { administrator, newContext, openAs, productUrl, signInAsAdministrator } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('a stranger is asked to sign in, and comes to where they wanted to go', async () => {
  const context = await newContext(browser);
  await signInAsAdministrator(await newContext(browser));
  const page = await context.newPage();
  await page.goto('/campaigns?from=a-link');
  await page.getByLabel('E-mail').fill(administrator.email);
  await lookAt(page, 'sign-in');
  await page.getByLabel('Password').fill(administrator.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
  expect(page.url()).toBe(`${productUrl}/campaigns?from=a-link`);
});

test('the frame shows the way, the state of the changes and who one is', async () => {
  const page = await openAs(browser, 'editor');
  await page.getByRole('status', { name: 'State of your changes' }).getByText('All changes on the server').waitFor();
  await page.getByText('Sandbox', { exact: true }).waitFor();
  await lookAt(page, 'campaigns');
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
  await lookAt(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await lookAt(page, 'account');
  await page.getByRole('menuitemradio', { name: 'Español' }).click();
  await page.getByRole('heading', { name: 'Campañas', level: 1 }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('es');
  await page.goto('/nowhere');
  await page.getByRole('heading', { name: 'Página no encontrada' }).first().waitFor();
  await lookAt(page, 'not-found');
});
