import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openChromium } from '#e2e/support/chromium';
import { openAs } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

const some = String(Math.floor(Math.random() * 1_000)).padStart(3, '0');
const people = ['0003', '0004', '0005', '0006', '0007', '0001'].map((ending) => `Ana,+5696${some}${ending},1 December`);
const file = Buffer.from(['name,phone,appointment', ...people, 'Nobody,12,2 December', ''].join('\n'));

test('a campaign is made, published, given contacts and a channel, activated, run, watched and reported on by hand alone', async () => {
  const page = await openAs(browser, 'admin', '/campaigns');
  page.on('pageerror', (fault) => expect(fault.message).toBeNull());
  const sample = page.getByRole('listitem').filter({ hasText: 'Sample: appointment reminders' }).first();
  await sample.getByRole('button', { name: 'More for Sample: appointment reminders', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await page.getByRole('heading', { name: 'Sample: appointment reminders (copy)', level: 1 }).waitFor();

  await page.getByRole('tab', { name: 'Execution' }).click();
  await page.getByRole('link', { name: 'To the flow' }).click();
  await page.getByRole('button', { name: 'Publish …' }).click();
  await page.locator('.side').getByRole('button', { name: 'Publish', exact: true }).click();
  await page.locator('.side').getByText('Version 1 is published.').waitFor();
  await page.getByRole('link', { name: 'To the campaign' }).click();

  await page.getByRole('tab', { name: 'Channels' }).click();
  await page.getByRole('button', { name: 'Remove Sandbox WhatsApp' }).click();
  await page.getByRole('button', { name: 'Assign Sandbox WhatsApp' }).click();
  await page.getByRole('button', { name: 'Remove Sandbox WhatsApp' }).waitFor();

  await page.getByRole('tab', { name: 'Execution' }).click();
  await page.getByRole('link', { name: 'To the data sets' }).click();
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: file });
  await page.getByText('The first 7 rows; 6 of them would be accepted').waitFor();
  await page.getByRole('button', { name: 'Process the file' }).click();
  await page.getByText('6 accepted').waitFor();

  await page.getByRole('tab', { name: 'Execution' }).click();
  await page.getByRole('button', { name: 'Activate the campaign' }).click();
  await page.getByText('Quiet hours, pausing by itself, retries').click();
  await page.getByLabel('Times as fast').fill('1000000');
  await page.getByRole('button', { name: 'Start with 6 contacts' }).click();
  await page.getByText('6 of 6 contacts are done').waitFor();
  await page.locator('app-status-chip').getByText('Completed').waitFor();

  await page.getByRole('tab', { name: 'Reports' }).click();
  await page.getByRole('heading', { name: 'Conversation outcomes' }).waitFor();
  await page.getByRole('heading', { name: 'WhatsApp', exact: true }).waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByText('Activated the campaign').waitFor();
  await page.getByText('you', { exact: true }).first().waitFor();
});
