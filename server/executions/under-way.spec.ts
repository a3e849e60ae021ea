import { expect, test } from '@jest/globals';
import { createUnderWay } from './under-way.ts';

test('a carrier is asked for no more at once than it answers in a second, and never for less than a hundred', () => {
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
  expect(underWay.most()).toBe(100);
  expect([afterSecondOf(800), afterSecondOf(400), afterSecondOf(20), afterSecondOf(5_000)]).toEqual([
    800, 400, 100, 2_000,
  ]);
  now += 60_000;
  expect(underWay.most()).toBe(100);
});
