import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { createReadyCampaign } from '#e2e/support/a-ready-campaign';
import { createEmptyFlow } from '#e2e/support/an-empty-flow';
import { openChromium } from '#e2e/support/chromium';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

/** A voice number of the sandbox that no campaign has yet. */
async function registerVoice(page: Page, name: string): Promise<void> {
  const number = `+5622${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
  const data = { kind: 'voice', provider: 'sandbox', number, name };
  const asked = { commandId: randomUUID(), type: 'RegisterChannel', data };
  const answer = await page.context().request.post(`/api/channels/${randomUUID()}/commands`, { data: asked });
  expect(answer.status()).toBe(200);
}

test('an administrator assigns a sender and a voice number, answers its calls, and removes it again', async () => {
  const page = await openAs(browser, 'admin');
  page.on('pageerror', (fault) => expect(fault.message).toBeNull());
  const { campaignId } = await createEmptyFlow(page.context().request);
  const name = `Line ${randomUUID().slice(0, 4)}`;
  await registerVoice(page, name);
  await page.goto(`/campaigns/${campaignId}/channels`);
  const line = page.getByRole('listitem').filter({ hasText: name });
  const own = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Of this campaign' }) });
  await own.getByRole('heading', { name: 'Sandbox WhatsApp' }).waitFor();
  await page.getByRole('heading', { name: 'appointment_reminder' }).first().waitFor();
  await lookAt(page, 'channels');
  await line.getByRole('button', { name: `Assign ${name}` }).click();
  await own.getByRole('heading', { name }).waitFor();
  await line.getByText('Nobody answers calls to it.').waitFor();
  await line.getByRole('button', { name: 'Answer its calls here' }).click();
  await line.getByText('Calls to it are answered by this campaign.').waitFor();
  await lookAt(page, 'channels-assigned');
  await line.getByRole('button', { name: 'Answer its calls no more' }).click();
  await line.getByText('Nobody answers calls to it.').waitFor();
  await line.getByRole('button', { name: `Remove ${name}` }).click();
  await line.getByRole('button', { name: `Assign ${name}` }).waitFor();
});

test('a channel of an active campaign stays, with the reason; an operator is told who assigns', async () => {
  const campaignId = await createReadyCampaign(browser, 'Visits in use');
  const page = await openAs(browser, 'operator', `/campaigns/${campaignId}/channels`);
  await page.getByText('needs the role Editor or Administrator; yours is Operator').waitFor();
  expect(await page.getByRole('button', { name: /^(Assign|Remove)/ }).count()).toBe(0);
  const asked = { commandId: randomUUID(), type: 'ActivateCampaign', data: {} };
  await page.context().request.post(`/api/campaigns/${campaignId}/commands`, { data: asked });
  const editor = await openAs(browser, 'editor', `/campaigns/${campaignId}/channels`);
  await editor.locator('app-campaign-page header').getByText('Active', { exact: true }).waitFor();
  await editor.getByRole('button', { name: 'Remove Sandbox WhatsApp' }).click();
  await editor.getByText('is active and may be using this channel').waitFor();
  await lookAt(editor, 'channels-in-use');
});
