import { expect, test } from '@jest/globals';
import { reachOf } from './reach.ts';

test('the parts are shares of everybody, the reasons shares of those who are left out', () => {
  const { parts, skipped, reasons } = reachOf({
    ...{ looked: 200, contacted: 150, later: 10 },
    skipped: [
      { reason: 'ContactSuppressed', rows: 30 },
      { reason: 'VariableMissing', rows: 10 },
    ],
  });
  expect(parts.map(({ kind, rows, share }) => [kind, rows, share])).toEqual([
    ['contacted', 150, 0.75],
    ['later', 10, 0.05],
    ['skipped', 40, 0.2],
  ]);
  expect([skipped, ...reasons.map(({ share }) => share)]).toEqual([40, 0.75, 0.25]);
});

test('of nobody there are no shares', () => {
  const { parts, reasons } = reachOf({ looked: 0, contacted: 0, later: 0, skipped: [] });
  expect([parts.map(({ share }) => share), reasons]).toEqual([[0, 0, 0], []]);
});
