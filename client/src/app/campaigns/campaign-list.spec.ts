import { expect, test } from '@jest/globals';
import { showPage } from '#app-testing/show-page';
import { routes } from './routes.ts';

test('the page says what it is', async () => {
  const page = await showPage(routes);
  expect(page.querySelector('h1')?.textContent).toBe('Campaigns');
});
