import { expect, test } from '@jest/globals';
import { delay } from './delay.ts';

test('Delay has one way on, and takes between a second and thirty days', () => {
  expect(delay.ports({ seconds: 60 })).toEqual([{ name: 'next', required: true }]);
  for (const seconds of [0, -5, 31 * 86_400]) expect(delay.configSchema.safeParse({ seconds }).success).toBe(false);
});
