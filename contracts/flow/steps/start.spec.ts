import { expect, test } from '@jest/globals';
import { start } from './start.ts';

test('Start has one way out, which must lead somewhere, and needs no settings', () => {
  expect(start.ports(start.configSchema.parse({}))).toEqual([{ name: 'next', required: true }]);
});
