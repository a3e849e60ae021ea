import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
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

test('an administrator registers a voice number, assigns it, answers its calls, and removes it again', async () => {
  const page = await openAs(browser, 'admin');
  page.on('pageerror', (fault) => expect(fault.message).toBeNull());
  const { campaignId } = await createEmptyFlow(page.context().request);
  const name = `Line ${randomUUID().slice(0, 4)}`;
  await page.goto(`/campaigns/${campaignId}/channels`);
  await page.getByText('Register a channel').click();
  await page.getByRole('button', { name: 'Register', exact: true }).first().click();
  await page.getByText('Write it with its country code').waitFor();
  await page.getByLabel('Kind').selectOption('Voice number');
  await page.getByLabel('Number').fill(`+5622${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`);
  await page.locator('app-channel-form').getByLabel('Name').fill(name);
  await lookAt(page, 'channels-register');
  await page.getByRole('button', { name: 'Register', exact: true }).first().click();
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

test('an administrator registers a template, and says when it is approved', async () => {
  const page = await openAs(browser, 'admin');
  const { campaignId } = await createEmptyFlow(page.context().request);
  await page.goto(`/campaigns/${campaignId}/channels`);
  const name = `visit_${randomUUID().slice(0, 4)}`;
  await page.getByText('Register a template').click();
  const form = page.locator('app-template-form');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Language').fill('es-CL');
  await form.getByLabel('Approval').selectOption('Pending');
  await form.getByLabel('Text').fill('Hola {{1}}, ¿vienes el {{2}}?');
  await form.getByText('Placeholders: 1, 2').waitFor();
  await lookAt(page, 'channels-register-template');
  await form.getByRole('button', { name: 'Register' }).click();
  const entry = page.getByRole('listitem').filter({ hasText: name });
  await entry.getByText(/Spanish.*, utility/).waitFor();
  const taken = page.waitForResponse((answer) => answer.url().endsWith('/commands') && answer.ok());
  await entry.getByLabel(`Approval of ${name}`).selectOption('Approved');
  await taken;
  await page.reload();
  await page.waitForFunction(
    (label) => document.querySelector<HTMLSelectElement>(`[aria-label="${label}"]`)?.value === 'Approved',
    `Approval of ${name}`,
  );
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
