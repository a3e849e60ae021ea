import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { flowBuilderPage } from '#e2e/pages/flow-builder-page';
import { createDrawnCampaign } from '#e2e/support/a-drawn-campaign';
import { documentOnServer } from '#e2e/support/an-empty-flow';
import { openChromium } from '#e2e/support/chromium';
import { goOffline } from '#e2e/support/go-offline';
import { keptForOffline } from '#e2e/support/kept-for-offline';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('300 edits without a network outlive a reload, are all confirmed, and another tablet shows them', async () => {
  const page = await openAs(browser, 'editor');
  const { campaignId, flowId } = await createDrawnCampaign(page.context().request);
  const builder = flowBuilderPage(page);
  await builder.openDrawn(campaignId);
  await builder.everythingIsOnTheServer();
  const { head, placeOf } = await onServer();
  const before = await placeOf('regret');
  await keptForOffline(page);
  await goOffline(page);

  const move = async (times: number): Promise<void> => {
    await builder.openStepSaying('Thank you for telling');
    await builder.closeSide();
    for (let i = 0; i < times; i += 1) await page.keyboard.press('Shift+ArrowDown');
  };
  await move(150);
  await builder.stateIs(/, 150 kept on this device$/);
  await page.reload();
  await page.locator('g.step').first().waitFor();
  await builder.stateIs(/, 150 kept on this device$/);
  await move(150);
  await builder.stateIs(/, 300 kept on this device$/);
  await lookAt(page, 'long-offline');
  expect((await onServer()).head).toBe(head);

  await page.context().setOffline(false);
  await builder.everythingIsOnTheServer();
  const after = await onServer();
  expect([after.head, (await after.placeOf('regret')) > before]).toEqual([head + 300, true]);
  const other = await openAs(browser, 'editor', `/campaigns/${campaignId}/flow`);
  await other.locator('g.step').first().waitFor();
  const text = 'Thank you for telling';
  const tops = [page, other].map((each) =>
    each
      .locator('g.step')
      .filter({ hasText: text })
      .evaluate((step) => step.closest('.node-group')?.getAttribute('transform')),
  );
  expect(await tops[1]).toBe(await tops[0]);

  async function onServer() {
    const { request } = page.context();
    const { head: newest } = (await (await request.get(`/api/flows/${flowId}/events`)).json()) as { head: number };
    const document = await documentOnServer(request, flowId);
    return { head: newest, placeOf: (id: string) => Promise.resolve(document.steps[id]?.y ?? NaN) };
  }
});
