import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createReadyCampaign } from '#e2e/support/a-ready-campaign';
import { openChromium } from '#e2e/support/chromium';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';

let browser: Browser;
let campaignId: string;
beforeAll(async () => {
  browser = await openChromium();
  campaignId = await createReadyCampaign(browser, 'Visits in December');
});
afterAll(() => browser.close());

async function openExecution(page: Page): Promise<void> {
  await page.locator(`a.name[href="/campaigns/${campaignId}"]`).click();
  await page.getByRole('tab', { name: 'Execution' }).click();
  await page.getByRole('heading', { name: 'Executions', level: 2 }).waitFor();
}

const countOf = async (page: Page, name: string): Promise<number> => {
  const text = await page.locator('app-run-counts .state').filter({ hasText: name }).locator('b').innerText();
  return Number(text);
};

test('an operator passes the checklist, starts, watches, pauses, resumes, and tries again what failed', async () => {
  const page = await openAs(browser, 'operator', '/campaigns');
  page.on('pageerror', (fault) => expect(fault.message).toBeNull());
  await openExecution(page);
  await page.getByText('Everybody in it is made up').waitFor();
  await page.getByRole('button', { name: 'Activate the campaign' }).waitFor();
  await page.getByText('It was not run yet.').waitFor();
  await lookAt(page, 'execution-before');
  await page.getByRole('button', { name: 'Activate the campaign' }).click();
  await page.locator('app-campaign-page header').getByText('Active', { exact: true }).waitFor();

  await page.getByLabel('Batch size').fill('0');
  await page.getByText('A value above lies outside its limits.').waitFor();
  await page.getByLabel('Batch size').fill('3');
  await page.getByLabel('Seconds between batches').fill('2');
  await page.getByText('Quiet hours, pausing by itself, retries').click();
  await page.getByLabel('Times as fast').fill('1000000');
  await page.getByRole('button', { name: 'Who would be contacted?' }).click();
  await page.getByText('Of 24 accepted rows, 24 would be contacted at once.').waitFor();
  await lookAt(page, 'execution-form');
  await page.getByRole('button', { name: 'Start with 24 contacts' }).click();

  await page.getByRole('heading', { name: /^Started/ }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('app-run-rows tbody tr').first().waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused. An operator paused it.').waitFor();
  expect(await countOf(page, 'Queued')).toBeGreaterThan(0);
  await lookAt(page, 'execution-paused');
  const begun = await page.locator('app-run-rows tbody tr').count();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.locator('app-run-page').getByText('Completed', { exact: true }).first().waitFor();
  await page.getByText('24 of 24 contacts are done').waitFor();
  await page.locator('app-run-rows tbody tr').nth(23).waitFor();
  expect(begun).toBeLessThan(24);
  const failed = await countOf(page, 'Failed');
  expect(failed).toBeGreaterThan(0);
  await lookAt(page, 'execution-completed');

  await page.locator('app-run-counts .state').filter({ hasText: 'Failed' }).click();
  await page.waitForURL(/outcome=failed/);
  await page
    .locator('app-run-rows tbody tr')
    .nth(failed - 1)
    .waitFor();
  await page.getByRole('link', { name: 'Everything about row 1 of the file', exact: true }).click();
  await page.getByText('The way of row 1 of the file begins').waitFor();
  await page.getByText('Contacted at “Send template”').waitFor();
  await page.getByText('The template is approved.').waitFor();
  await page.getByText(/^\+56 9 6\d{3} 0001$/).waitFor();
  await page.getByText('Ended: Failed').waitFor();
  await lookAt(page, 'execution-row');
  await page.getByRole('link', { name: 'The execution', exact: true }).click();

  await page.getByRole('button', { name: `Try the ${failed} failed again` }).click();
  await page.getByRole('heading', { name: `Try the failed contacts again (${failed})?` }).waitFor();
  await lookAt(page, 'execution-retry-question');
  await page.getByRole('button', { name: 'Try again', exact: true }).click();
  await page.getByRole('link', { name: 'It tries the failed rows of an earlier execution again.' }).waitFor();
  await page.getByText(`${failed} of ${failed} contacts are done`).waitFor();
});

test('what is stopped ends, and who was not begun stays queued', async () => {
  const page = await openAs(browser, 'operator', '/campaigns');
  await openExecution(page);
  await page.getByRole('button', { name: 'Re-open the campaign' }).click();
  await page.getByLabel('Batch size').fill('1');
  await page.getByLabel('Seconds between batches').fill('600');
  await page.getByRole('button', { name: 'Start with 24 contacts' }).click();
  await page.locator('app-run-rows tbody tr').first().waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('heading', { name: 'Stop this execution?' }).waitFor();
  await page.getByRole('button', { name: 'Stop', exact: true }).last().click();
  await page.getByText('Stopped. 23 contacts were not begun and stay queued.').waitFor();
  await page.getByRole('link', { name: 'All executions' }).click();
  await page.locator('.runs li').nth(2).waitFor();
  await lookAt(page, 'execution-runs');
});

test('an auditor watches, is told who may act, and reads a row with what is personal masked', async () => {
  const page = await openAs(browser, 'auditor', '/campaigns');
  await openExecution(page);
  await page.getByText('needs the role Operator or Administrator; yours is Auditor').waitFor();
  expect(await page.getByRole('button', { name: /Start with|Re-open/ }).count()).toBe(0);
  await page.locator('.runs li').last().getByRole('link').click();
  await page.getByRole('link', { name: 'Everything about row 1 of the file', exact: true }).click();
  await page.getByText('masked for your role').waitFor();
  await page.getByText('Ended: Failed').waitFor();
  expect(await page.getByText(/\+56 ?9 ?6/).count()).toBe(0);
  await lookAt(page, 'execution-row-masked');
});
