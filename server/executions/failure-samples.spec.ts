import { describe, expect, test } from '@jest/globals';
import { countOutcome, firstSample, type Outcome, type Sample } from './failure-samples.ts';

const enough = 10;
const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 1) + seconds * 1_000).toISOString();
const play = (outcomes: readonly Outcome[], from: readonly Sample[] = firstSample(at(0))) =>
  outcomes.reduce((samples, outcome) => countOutcome(samples, outcome, enough).samples, from);
const made = (seconds: number, failed = false): Outcome => ({
  ...{ at: at(seconds), madeAt: at(seconds), isNew: true, failed },
});
const learnt = (seconds: number, madeSeconds: number): Outcome => ({
  ...{ at: at(seconds), madeAt: at(madeSeconds), isNew: false, failed: true },
});
const times = (n: number, of: (i: number) => Outcome): Outcome[] => Array.from({ length: n }, (_, i) => of(i));

describe('failures are counted among the attempts that they belong to', () => {
  test('at once, and learnt a little later', () => {
    const samples = play([...times(8, (i) => made(i / 10, i < 2)), learnt(3, 0.5), learnt(3, 0.6)]);
    expect(samples).toEqual([{ since: at(0), attempts: 8, failures: 4 }]);
  });
  test('a sample that is large enough ends after some seconds', () => {
    const samples = play([...times(30, (i) => made(i / 10)), made(6), made(7)]);
    expect(samples.map(({ attempts }) => attempts)).toEqual([2, 30]);
  });
  test('many that are learnt at once are no trouble among those that are being made now', () => {
    const before = play(times(400, (i) => made(i)));
    const late = times(80, (i) => learnt(400, i * 5));
    const after = play(late, before);
    expect(after.every(({ attempts, failures }) => failures < attempts / 2)).toBe(true);
    // Those of the samples that are no longer kept say nothing about now.
    const since = after.at(-1)?.since ?? '';
    const failures = after.reduce((sum, each) => sum + each.failures, 0);
    expect(failures).toBe(late.filter(({ madeAt }) => madeAt >= since).length);
    expect(failures).toBeLessThan(80);
  });
  test('of what was made before the first sample nothing counts', () => {
    expect(countOutcome(firstSample(at(100)), learnt(101, 50), enough).touched).toBe(null);
  });
});
