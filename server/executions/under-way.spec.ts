import { expect, test } from '@jest/globals';
import { createUnderWay } from './under-way.ts';

test('a carrier is asked for no more at once than it answers in a second, and never for less than some hundreds', () => {
  let now = 0;
  const underWay = createUnderWay(() => now);
  /** A carrier that answers so many in this second. */
  const afterSecondOf = (answers: number): number => {
    for (let i = 0; i < answers; i += 1) {
      now += 1_000 / answers;
      underWay.answered();
    }
    return underWay.most();
  };
  expect(underWay.most()).toBe(400);
  expect([800, 600, 20, 5_000].map(afterSecondOf)).toEqual([800, 600, 400, 2_000]);
  now += 60_000;
  expect(underWay.most()).toBe(400);
});
