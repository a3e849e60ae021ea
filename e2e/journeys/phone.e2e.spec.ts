import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createDrawnCampaign, publish, uploadContacts } from '#e2e/support/a-drawn-campaign';
import { openChromium } from '#e2e/support/chromium';
import { lookAt, phones } from '#e2e/support/look-at';
import { newContext, openAs } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

/** The words a journey goes by, in both languages. */
const words = {
  en: {
    ...{ language: 'English', signIn: 'Sign in to AI Flows', campaigns: 'Campaigns', device: 'This device' },
    ...{ rehearse: 'Rehearse', everybody: 'Everybody', versions: 'Versions', publish: 'Publish …' },
    ...{ overview: 'On this device', menu: 'Open the menu', outline: 'Outline', close: 'Close' },
  },
  es: {
    ...{ language: 'Español', signIn: 'Entrar en AI Flows', campaigns: 'Campañas', device: 'Este dispositivo' },
    ...{ rehearse: 'Ensayar', everybody: 'Todos', versions: 'Versiones', publish: 'Publicar…' },
    ...{ overview: 'En este dispositivo', menu: 'Abrir el menú', outline: 'Esquema', close: 'Cerrar' },
  },
} as const;

test.each(['en', 'es'] as const)('on a phone nothing is cut and everything can be pressed (%s)', async (language) => {
  const said = words[language];
  const speaking = async (page: Page): Promise<Page> => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.evaluate((to) => localStorage.setItem('ai-flows.language', to), language);
    await page.reload();
    return page;
  };
  const look = (page: Page, name: string): Promise<void> => lookAt(page, `phone-${language}-${name}`, phones);
  const heading = (page: Page, name: string): Promise<void> =>
    page.getByRole('heading', { name, exact: true }).first().waitFor();

  const stranger = await (await newContext(browser)).newPage();
  await stranger.goto('/sign-in');
  await speaking(stranger);
  await stranger.getByRole('heading', { level: 1 }).waitFor();
  await look(stranger, 'sign-in');

  const page = await openAs(browser, 'editor', '/campaigns');
  const { request } = page.context();
  const drawn = await createDrawnCampaign(request);
  await publish(request, drawn);
  await uploadContacts(request, drawn.campaignId, 'phone,name\n+56912345678,Ana\n');
  await speaking(page);
  await heading(page, said.campaigns);
  await page.getByRole('listitem').first().waitFor();
  await look(page, 'campaigns');
  await page.getByRole('button', { name: said.menu }).click();
  await look(page, 'menu');

  await page.goto(`/campaigns/${drawn.campaignId}`);
  await heading(page, said.overview);
  await look(page, 'overview');
  await page.goto('/device');
  await heading(page, said.device);
  await look(page, 'device');
  await page.goto('/campaigns/new');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look(page, 'form');

  await page.goto(`/campaigns/${drawn.campaignId}/flow`);
  await page.locator('g.step').first().waitFor();
  await look(page, 'builder');
  for (const side of ['rehearse', 'versions', 'publish'] as const) {
    await page.getByRole('button', { name: said[side], exact: true }).click();
    await page.locator('.side h2').waitFor();
    await look(page, side);
    if (side === 'rehearse') {
      await page.getByRole('button', { name: said.everybody, exact: true }).click();
      await page.locator('app-dry-run .sum').waitFor();
      await look(page, 'dry-run');
    }
    await page.locator('.side').getByRole('button', { name: said.close }).click();
  }
  await page.getByRole('button', { name: said.outline, exact: true }).click();
  await page.locator('.side h2').waitFor();
  await look(page, 'outline');
  expect(await page.locator('html').getAttribute('lang')).toBe(language);
});
