import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createEmptyFlow } from '#e2e/support/an-empty-flow';
import { openChromium } from '#e2e/support/chromium';
import { lookAt } from '#e2e/support/look-at';
import { openAs } from '#e2e/support/people';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

/** As spreadsheets in Chile write it: semicolons, accents in Windows-1252, numbers of every kind. */
const file = Buffer.from(
  [
    'Nombre;Contacto;RUT;Ciudad',
    'Ana Núñez;+56961110005;1-9;Viña',
    'Bruno;9 6111 0006;2-7;Ñuñoa',
    'Carla;5,69E+10;3-5;Santiago',
    'Diego;;4-3;Santiago',
    'Elena;+56961110005;5-1;Temuco',
    'Felipe;123;6-K;Arica',
  ]
    .map((row, i) => `${row};${i === 0 ? 'Dirección;Correo;Visitas' : `Avenida de la Estación ${i};;${i}`}`)
    .join('\r\n'),
  'latin1',
);

test('an editor drops a file, puts right how it is understood, and sees what became of every row', async () => {
  const page = await openAs(browser, 'editor');
  page.on('pageerror', (fault) => expect(fault.message).toBeNull());
  const { campaignId } = await createEmptyFlow(page.context().request);
  await page.goto(`/campaigns/${campaignId}/datasets`);
  await page.getByText('No data set yet.').waitFor();
  await lookAt(page, 'datasets-empty');
  await page.locator('input[type=file]').setInputFiles({ name: 'visitas.csv', mimeType: 'text/csv', buffer: file });

  await page.getByRole('heading', { name: 'visitas' }).waitFor();
  expect(await page.getByLabel('Encoding').inputValue()).toMatch(/Windows-1252/);
  expect(await page.getByLabel('Columns are separated by').inputValue()).toMatch(/Semicolon/);
  await page.getByLabel('Phone number').selectOption('Ciudad');
  await page.getByText('“Santiago” is not a phone number').first().waitFor();
  await page.getByLabel('Phone number').selectOption('Contacto');
  await page.getByLabel('Default country').selectOption('CL');
  await page.getByText('The first 6 rows; 3 of them would be accepted').waitFor();
  await page.getByText('Ana Núñez').waitFor();
  await lookAt(page, 'datasets-preview');
  await page.getByRole('button', { name: 'Process the file' }).click();

  await page.getByText('2 accepted').waitFor();
  await page.getByText('3 rejected').waitFor();
  await page.getByText('1 duplicate').waitFor();
  await page.getByText('= 6 rows').waitFor();
  await page.locator('code', { hasText: 'PhoneDamagedBySpreadsheet' }).waitFor();
  await lookAt(page, 'datasets-result');
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download as CSV' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  await page.getByRole('link', { name: 'All data sets' }).click();
  await page.getByRole('link', { name: 'visitas' }).waitFor();
  await lookAt(page, 'datasets-list');
});

test('a file that is no text is refused with a sentence; one that waits can be discarded', async () => {
  const page = await openAs(browser, 'editor');
  const { campaignId } = await createEmptyFlow(page.context().request);
  await page.goto(`/campaigns/${campaignId}/datasets`);
  const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
  await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: picture });
  await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  await page.locator('input[type=file]').setInputFiles({ name: 'b.csv', mimeType: 'text/csv', buffer: file });
  await page.getByRole('button', { name: 'Discard it' }).click();
  await page.getByText('No data set yet.').waitFor();
});

test('an operator reads data sets and is told who uploads', async () => {
  const page = await openAs(browser, 'operator', '/campaigns');
  await page.getByRole('link', { name: 'Sample: appointment reminders', exact: true }).click();
  await page.getByRole('tab', { name: 'Data sets' }).click();
  await page.getByText('needs the role Editor or Administrator; yours is Operator').waitFor();
  await page.getByRole('link', { name: 'Sample contacts' }).click();
  await page.getByText('24 accepted').waitFor();
  await page.getByText('editors and administrators can see and correct them').waitFor();
});
