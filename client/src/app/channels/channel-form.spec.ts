import { expect, test } from '@jest/globals';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { until } from '#app-testing/until';
import { ChannelForm } from './channel-form.ts';
import { routes } from './routes.ts';

async function register(number: string): Promise<{ page: HTMLElement; asked: readonly { readonly body: unknown }[] }> {
  const { asked } = serverAnswers({});
  const page = await showPage([{ ...routes[0], path: '', component: ChannelForm }]);
  const [numberField, nameField] = page.querySelectorAll('input');
  for (const [field, value] of [[numberField, number] as const, [nameField, 'Reception'] as const]) {
    if (!field) throw new Error('The form has no fields for a number and a name.');
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  return { page, asked };
}

test('a number is taken however people write it', async () => {
  const { asked } = await register(' +56 (2) 2345-6789 ');
  await until(() => asked.length > 0);
  expect(asked[0]?.body).toMatchObject({ data: { number: '+56223456789', name: 'Reception' } });
});

test('a number without its country code is not sent, and how to write it is said', async () => {
  const { page, asked } = await register('2 2345 6789');
  await until(() => page.querySelector('mat-error') !== null);
  expect(page.querySelector('mat-error')?.textContent).toContain('+56221234567');
  expect(asked).toEqual([]);
});
