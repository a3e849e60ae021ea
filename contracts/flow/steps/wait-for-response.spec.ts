import { expect, test } from '@jest/globals';
import { waitForResponse } from './wait-for-response.ts';

test('WaitForResponse leads on with an answer and without one', () => {
  expect(waitForResponse.ports({ timeoutSeconds: 60 })).toEqual([
    { name: 'replied', required: true },
    { name: 'timeout', required: true },
  ]);
});

test.each([60, 30 * 86_400])('WaitForResponse waits %s seconds', (timeoutSeconds) => {
  expect(waitForResponse.configSchema.safeParse({ timeoutSeconds }).success).toBe(true);
});

test.each([59, 30 * 86_400 + 1, 31 * 86_400, Number.NaN])(
  'WaitForResponse does not wait %s seconds',
  (timeoutSeconds) => {
    expect(waitForResponse.configSchema.safeParse({ timeoutSeconds }).success).toBe(false);
  },
);
