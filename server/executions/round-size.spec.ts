import { expect, test } from '@jest/globals';
import { createRoundSize } from './round-size.ts';

test('rounds that nearly outlast their lease are halved until they do not, and grow again when they are quick', () => {
  const size = createRoundSize(5_000);
  /** A log that does so many dispatches a second. */
  const sizesAt = (perSecond: number, rounds: number): number[] =>
    Array.from({ length: rounds }, () => {
      const now = size.now();
      size.took(now, (now / perSecond) * 1_000);
      return now;
    });
  expect(sizesAt(1_000, 2)).toEqual([500, 500]);
  expect(sizesAt(40, 4)).toEqual([500, 250, 125, 62]);
  expect(sizesAt(1, 4).at(-1)).toBeGreaterThanOrEqual(8);
  expect(sizesAt(1_000, 8).at(-1)).toBe(500);
});
