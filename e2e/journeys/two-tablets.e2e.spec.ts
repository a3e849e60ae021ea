import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { flowBuilderPage, type FlowBuilderPage } from '#e2e/pages/flow-builder-page';
import { createDrawnCampaign } from '#e2e/support/a-drawn-campaign';
import { documentOnServer } from '#e2e/support/an-empty-flow';
import { openChromium } from '#e2e/support/chromium';
import { goOffline } from '#e2e/support/go-offline';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';
import { until } from '#e2e/support/within';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

const regret = 'Thank you for telling us.';
/** What a step shows of it. */
const drawn = 'Thank you for telling';

async function tablets(): Promise<{ ana: FlowBuilderPage; bruno: FlowBuilderPage; flowId: string }> {
  const pages = [
    await openAs(browser, 'editor', '/', { name: 'Ana Torres' }),
    await openAs(browser, 'editor', '/', { name: 'Bruno Díaz' }),
  ] as const;
  const { campaignId, flowId } = await createDrawnCampaign(pages[0].context().request);
  const [ana, bruno] = [flowBuilderPage(pages[0]), flowBuilderPage(pages[1])] as const;
  await ana.openDrawn(campaignId);
  await bruno.openDrawn(campaignId);
  await ana.everythingIsOnTheServer();
  await bruno.everythingIsOnTheServer();
  return { ana, bruno, flowId };
}

async function write({ side, openStepSaying }: FlowBuilderPage, before: string, text: string): Promise<void> {
  await openStepSaying(before);
  await side.getByLabel('Message').fill(text);
  await side.getByLabel('Message').blur();
}

/** Asked of the server: the page may say that all is there in the moment before it has noticed an edit. */
function serverHas({ page }: FlowBuilderPage, flowId: string, text: string): Promise<void> {
  return until(`“${text}” on the server`, async () => {
    const { steps } = await documentOnServer(page.context().request, flowId);
    return steps.regret?.config.text === text;
  });
}

test('the same text changed on two tablets is a card with both, by whom and when; one decides, and both are alike', async () => {
  const { ana, bruno, flowId } = await tablets();
  await goOffline(ana.page);
  await write(ana, drawn, 'A pity. Until another time.');
  await ana.stateIs(/^Offline since .*, 1 kept on this device$/);
  await write(bruno, drawn, 'What a shame! Goodbye.');
  await serverHas(bruno, flowId, 'What a shame! Goodbye.');

  await ana.page.context().setOffline(false);
  await ana.stateIs('1 needs your decision');
  await ana.page.locator('app-flow-toolbar .clashes').click();
  const card = ana.side.getByRole('article');
  const [mine, theirs] = [card.getByRole('region', { name: 'Mine' }), card.getByRole('region', { name: 'Theirs' })];
  await mine.getByText('A pity. Until another time.').waitFor();
  await theirs.getByText('What a shame! Goodbye.').waitFor();
  await mine.locator('.by', { hasText: /^\s*You · \d+ \w+ \d{4}, \d+:\d\d/ }).waitFor();
  await theirs.locator('.by', { hasText: /^\s*Bruno Díaz · \d+ \w+ \d{4}, \d+:\d\d/ }).waitFor();
  await lookAt(ana.page, 'clash');

  await card.getByRole('button', { name: 'Keep mine' }).click();
  await ana.side.getByText('Decided.').waitFor();
  for (const { page } of [ana, bruno]) await page.locator('g.step', { hasText: 'A pity.' }).waitFor();
  await ana.everythingIsOnTheServer();
  await bruno.everythingIsOnTheServer();
  expect((await documentOnServer(bruno.page.context().request, flowId)).steps.regret?.config.text).toBe(
    'A pity. Until another time.',
  );
});

test('what others did meanwhile is listed, and can be taken back', async () => {
  const { ana, bruno, flowId } = await tablets();
  await goOffline(ana.page);
  await write(ana, 'Thank you, {{name', 'See you then.');
  await ana.stateIs(/^Offline since .*, 1 kept on this device$/);
  await write(bruno, drawn, 'What a shame! Goodbye.');
  await serverHas(bruno, flowId, 'What a shame! Goodbye.');
  await ana.page.context().setOffline(false);
  await ana.everythingIsOnTheServer();
  await ana.page.locator('g.step', { hasText: 'What a shame!' }).waitFor();
  await ana.page.locator('app-flow-toolbar .clashes').click();
  await ana.side.getByRole('heading', { name: 'Merged while you were away' }).waitFor();
  await ana.side.getByText(/Bruno Díaz\s+changed Message of/).waitFor();
  await lookAt(ana.page, 'merged');
  await ana.side.getByRole('button', { name: /^Take back/ }).click();
  await ana.side.getByText('Taken back.').waitFor();
  await ana.everythingIsOnTheServer();
  await bruno.page.locator('g.step', { hasText: drawn }).waitFor();
  const { steps } = await documentOnServer(ana.page.context().request, flowId);
  expect([steps.regret?.config.text, steps.thank?.config.text]).toEqual([regret, 'See you then.']);
});

test('each sees who else is in the flow, until they go on to another one', async () => {
  const { ana, bruno } = await tablets();
  const others = bruno.page.locator('app-others-here');
  await others.getByText('Also here: Ana Torres').waitFor({ state: 'attached' });
  await lookAt(bruno.page, 'others-here');
  const next = await createDrawnCampaign(ana.page.context().request);
  // As by the browser's own arrows: the page stays, and another flow comes into it.
  await ana.page.evaluate((address) => {
    history.pushState(null, '', address);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/campaigns/${next.campaignId}/flow`);
  await others.getByText('Also here').waitFor({ state: 'detached' });
  await ana.page.locator('g.step').first().waitFor();
  await ana.page.getByRole('button', { name: 'Problems: 0 to fix' }).waitFor();
  expect(await ana.page.locator('g.step').count()).toBe(10);
});
