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

test('an editor makes a campaign, describes it anew, copies it and puts the copy away', async () => {
  const page = await openAs(browser, 'editor', '/campaigns');
  await page.getByRole('link', { name: 'New campaign' }).click();
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await page.getByText('Give the campaign a name.').waitFor();
  await lookAt(page, 'campaign-form');
  await page.getByLabel('Name').fill('Spring <i>visits</i>');
  await page.getByLabel('Description').fill('We ask who comes.');
  await page.getByLabel('Start date').fill('2027-03-10');
  await page.getByLabel('End date').fill('2027-03-01');
  await page.getByLabel('Name').focus();
  await page.getByText('The end date lies before the start date.').waitFor();
  await page.getByLabel('End date').fill('2027-04-01');
  await page.getByRole('button', { name: 'Create campaign' }).click();
  await page.getByRole('heading', { name: 'Spring <i>visits</i>', level: 1 }).waitFor();
  await page.getByText('It was not run yet').waitFor();
  await lookAt(page, 'campaign-overview');

  await page.getByRole('link', { name: 'Name and dates' }).click();
  await page.getByLabel('Start date').waitFor();
  expect(await page.getByLabel('Start date').inputValue()).toBe('2027-03-10');
  await page.getByLabel('Description').fill('We ask who comes, and when.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('We ask who comes, and when.').waitFor();

  await page.getByRole('link', { name: 'All campaigns' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'Spring <i>visits</i>' });
  await row.getByText('10 Mar 2027 to 1 Apr 2027').waitFor();
  await row.getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await page.getByRole('heading', { name: 'Spring <i>visits</i> (copy)', level: 1 }).waitFor();

  await page.goto('/campaigns');
  await page.getByLabel('Search').fill('visits</i> (copy)');
  // Other journeys make copies meanwhile.
  const copy = page.getByRole('listitem').filter({ hasText: 'Spring <i>visits</i> (copy)' });
  await copy.getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await lookAt(page, 'archive-question');
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await page.getByText('Nothing found').waitFor();
  await page.getByRole('button', { name: 'Show all campaigns' }).click();
  await page.getByLabel('Status').selectOption('Archived');
  await copy.getByText('Archived').waitFor();
  await lookAt(page, 'campaigns-archived');
  await copy.getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Take out of the archive' }).click();
  await page.getByText('Nothing found').waitFor();
});

test('an operator reads campaigns and is offered nothing they may not do', async () => {
  const page = await openAs(browser, 'operator', '/campaigns');
  await page.getByRole('listitem').first().waitFor();
  expect(await page.getByRole('link', { name: 'New campaign' }).count()).toBe(0);
  await page
    .getByRole('button', { name: /^More for/ })
    .first()
    .click();
  expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Make available offline']);
});
