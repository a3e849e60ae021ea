import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAbsences, type Absences } from './absences.ts';

describe('an attempt that its carrier does not list', () => {
  let now: number;
  let [underWay, kept] = [false, false];
  let absences: Absences;
  beforeEach(() => {
    [now, underWay, kept] = [0, false, false];
    absences = createAbsences({ elapsed: () => now, isUnderWay: () => underWay, neverLeft: () => kept });
  });
  /** Asks at one moment and hears at another that there is no such attempt. */
  const look = (askedAt: number, answeredAt = askedAt): number => {
    now = answeredAt;
    return absences.notListed('attempt', askedAt);
  };

  test('is believed never to have arrived only when the carrier says so again, two minutes after it first answered', () => {
    expect(look(0, 2_000)).toBe(15_000);
    expect(look(100_000)).toBe(15_000);
    expect(look(121_000)).toBe(1_000);
    expect(look(122_000)).toBe(0);
  });
  test('is asked for once more when the second question went out too soon, however late it was answered', () => {
    look(0, 2_000);
    expect(look(121_000, 130_000)).toBe(1_000);
    expect(look(131_000)).toBe(0);
  });
  test('is never believed to be absent while our own request is open, nor by what was answered before it ended', () => {
    look(0);
    underWay = true;
    expect(look(300_000)).toBe(15_000);
    underWay = false;
    expect(look(315_000)).toBe(15_000);
    expect(look(435_000)).toBe(0);
  });
  test('never arrived when this very process did not hand it over', () => {
    kept = true;
    expect(look(0)).toBe(0);
  });
  test('is looked up anew after ten minutes in which nobody asked about anything', () => {
    look(0);
    now = 600_000;
    absences.notListed('another', now);
    expect(look(600_001)).toBe(15_000);
  });
});
