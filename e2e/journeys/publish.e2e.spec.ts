import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { flowBuilderPage } from '#e2e/pages/flow-builder-page';
import { createDrawnCampaign, publish, uploadContacts } from '#e2e/support/a-drawn-campaign';
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

test('publishing shows what changed and by whom, what stands in the way, and is done; a version is made the draft again', async () => {
  const bruno = await openAs(browser, 'editor', '/', { name: 'Bruno Díaz' });
  const drawn = await createDrawnCampaign(bruno.context().request);
  await publish(bruno.context().request, drawn);
  const page = await openAs(browser, 'editor', '/', { name: 'Ana Torres' });
  const builder = flowBuilderPage(page);
  const { side } = builder;
  await builder.openDrawn(drawn.campaignId);
  const write = async (before: string, text: string): Promise<void> => {
    await builder.openStepSaying(before);
    await side.getByLabel('Message').fill(text);
    await side.getByLabel('Message').blur();
    await builder.everythingIsOnTheServer();
  };

  await write('Thank you for telling', '');
  await page.getByRole('button', { name: 'Publish …' }).click();
  await side.getByRole('button', { name: '1 problem stands in the way. Show it' }).waitFor();
  expect(await side.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true);
  await side.getByText(regret).waitFor();
  await side.getByText('by Ana Torres').waitFor();
  await lookAt(page, 'publish-blocked');
  await side.getByRole('button', { name: '1 problem stands in the way. Show it' }).click();
  await side.getByRole('heading', { name: 'Problems' }).waitFor();
  await side.locator('button.line[data-severity=blocks]').click();
  await side.getByLabel('Message').fill('A pity. Until another time.');
  await side.getByLabel('Message').blur();
  await builder.everythingIsOnTheServer();
  await page.getByRole('button', { name: 'Publish …' }).click();
  await side.getByText('A pity. Until another time.').waitFor();
  await side.getByRole('button', { name: 'Publish', exact: true }).click();
  await side.getByText('Version 2 is published.').waitFor();
  await side.getByText('Nothing has changed since then.').waitFor();
  await lookAt(page, 'published');

  await page.getByRole('button', { name: 'Versions' }).click();
  await side.getByRole('button', { name: /^Version 2/ }).waitFor();
  await side.getByText(/, Bruno Díaz/).waitFor();
  await lookAt(page, 'versions');
  await side.getByRole('button', { name: /^Version 1/ }).click();
  await side.getByText('Nothing was published yet.').waitFor();
  await lookAt(page, 'version');
  await side.getByRole('button', { name: 'Make it the draft again' }).click();
  await page.locator('g.step', { hasText: 'Thank you for telling' }).waitFor();
  await builder.everythingIsOnTheServer();
  const text = async (): Promise<unknown> =>
    (await documentOnServer(page.context().request, drawn.flowId)).steps.regret?.config.text;
  // Seen before it is sent, it comes to the server a moment later.
  await until('the older text on the server', async () => (await text()) === regret);
  await page.locator('.said').getByRole('button', { name: 'Undo' }).click();
  await page.locator('g.step', { hasText: 'A pity.' }).waitFor();
  await builder.everythingIsOnTheServer();
  await until('the newer text on the server', async () => (await text()) === 'A pity. Until another time.');

  await goOffline(page);
  await page.getByRole('button', { name: 'Publish …' }).click();
  await side.getByText('Publishing needs the network.').waitFor();
  expect(await side.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true);
  await lookAt(page, 'publish-offline');
});

test('a flow that was put away is taken out of the archive where its publication is refused', async () => {
  const page = await openAs(browser, 'editor');
  const { request } = page.context();
  const { campaignId, flowId } = await createDrawnCampaign(request);
  const builder = flowBuilderPage(page);
  await builder.openDrawn(campaignId);
  await builder.everythingIsOnTheServer();
  const archive = { commandId: crypto.randomUUID(), type: 'ArchiveFlow', data: {} };
  expect((await request.post(`/api/flows/${flowId}/commands`, { data: archive })).ok()).toBe(true);
  await page.getByRole('button', { name: 'Publish …' }).click();
  const publishNow = builder.side.getByRole('button', { name: 'Publish', exact: true });
  await publishNow.click();
  await builder.side.getByText('can be neither edited nor published').waitFor();
  await builder.side.getByRole('button', { name: 'Take the flow out of the archive' }).click();
  await builder.side.getByText('The flow is out of the archive').waitFor();
  await publishNow.click();
  await builder.side.getByText('Version 1 is published.').waitFor();
});

test('a flow is rehearsed on a phone, counted for everybody, and rehearsed on without a network', async () => {
  const page = await openAs(browser, 'editor');
  const { request } = page.context();
  const drawn = await createDrawnCampaign(request);
  await uploadContacts(
    request,
    drawn.campaignId,
    'phone,name\n+56912345678,Ana\n+56912345679,Luis\n+56912345670,Inés\n12,nobody\n',
  );
  const builder = flowBuilderPage(page);
  const { side } = builder;
  await builder.openDrawn(drawn.campaignId);
  await page.getByRole('button', { name: 'Rehearse' }).click();
  const phone = side.getByRole('log');
  await phone.getByText(/Ana/).first().waitFor();
  await lookAt(page, 'rehearse');
  await side.getByRole('button', { name: 'Yes', exact: true }).click();
  await phone.getByText('Ended: Confirmed').waitFor();
  await lookAt(page, 'rehearse-ended');
  await side.getByRole('button', { name: 'Next row' }).click();
  await phone.getByText(/Luis/).first().waitFor();

  await side.getByRole('button', { name: 'Everybody' }).click();
  await side.getByText('3 will be contacted, 0 skipped').waitFor();
  await side.getByText('rejected rows: 1').waitFor();
  await lookAt(page, 'dry-run');

  await goOffline(page);
  await side.getByText('Counting needs the network').waitFor();
  await lookAt(page, 'dry-run-offline');
  await side.getByRole('button', { name: 'One contact' }).click();
  await side.getByRole('button', { name: /^Nothing happens until/ }).click();
  await phone.getByText('Ended: No answer').waitFor();
  await side.getByRole('button', { name: 'Take back' }).click();
  await side.getByLabel(/^Answer as/).fill('no, sorry');
  await side.getByRole('button', { name: 'Answer', exact: true }).click();
  await phone.getByText('Ended: Declined').waitFor();
  await lookAt(page, 'rehearse-offline');
});
