import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { flowBuilderPage } from '#e2e/pages/flow-builder-page';
import { createDrawnCampaign } from '#e2e/support/a-drawn-campaign';
import { documentOnServer } from '#e2e/support/an-empty-flow';
import { openChromium } from '#e2e/support/chromium';
import { goOffline } from '#e2e/support/go-offline';
import { lookAt } from '#e2e/support/look-at';
import { endSignIn, newContext, openAs, signInAgain, signInAsAdministrator } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('a sign-in that ends while offline stops no editing; back online one signs in again, and the edits are sent', async () => {
  const page = await openAs(browser, 'admin');
  const { campaignId, flowId } = await createDrawnCampaign(page.context().request);
  const builder = flowBuilderPage(page);
  await builder.openDrawn(campaignId);
  await builder.everythingIsOnTheServer();
  await goOffline(page);
  await endSignIn(page);

  const write = async (before: string, text: string): Promise<void> => {
    await builder.openStepSaying(before);
    await builder.side.getByLabel('Message').fill(text);
    await builder.side.getByLabel('Message').blur();
  };
  await write('Thank you for telling', 'Written offline.');
  await page.context().setOffline(false);
  await builder.stateIs('Sign in to sync, 1 kept on this device');
  await write('Written offline.', 'Written signed out.');
  await builder.stateIs('Sign in to sync, 2 kept on this device');
  await lookAt(page, 'sign-in-ended');

  await signInAgain(page);
  await page.locator('g.step', { hasText: 'Written signed out.' }).waitFor();
  await builder.everythingIsOnTheServer();
  const judge = await newContext(browser);
  await signInAsAdministrator(judge);
  expect((await documentOnServer(judge.request, flowId)).steps.regret?.config.text).toBe('Written signed out.');
});
