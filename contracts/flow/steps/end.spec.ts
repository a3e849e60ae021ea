import { expect, test } from '@jest/globals';
import { end } from './end.ts';

test('End has no way out and needs an outcome', () => {
  expect(end.ports({ outcome: 'Done' })).toEqual([]);
  expect(end.configSchema.safeParse({ outcome: ' ' }).success).toBe(false);
  expect(end.configSchema.safeParse({ outcome: 'x'.repeat(60) }).success).toBe(true);
  expect(end.configSchema.safeParse({ outcome: 'x'.repeat(61) }).success).toBe(false);
  expect(end.check({ outcome: 'Done' }, { channels: [], templates: [], agents: [], columns: null })).toEqual([]);
});
