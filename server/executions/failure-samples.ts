import type { Instant } from '#contracts/kernel/event';

/** The attempts of a run that were made from an instant on until the next sample begins, and how many of them failed. */
export type Sample = { readonly since: Instant; readonly attempts: number; readonly failures: number };

/** `isNew`: this attempt was not counted before; one that failed later was, when it was taken. */
export type Outcome = {
  readonly at: Instant;
  readonly madeAt: Instant;
  readonly isNew: boolean;
  readonly failed: boolean;
};

/** A sample that is large enough ends after this long: long enough for what fails later to be told. Milliseconds. */
const atLeastMs = 5_000;
/** Of so many samples late failures still count; older ones say nothing about now. */
const kept = 24;

export function firstSample(since: Instant): readonly [Sample] {
  return [{ since, attempts: 0, failures: 0 }];
}

/**
 * The samples, newest first, with one more outcome. A failure counts in the sample in which its attempt was made: what is
 * learnt late, and of many at once, is not taken for trouble among those that are being made now. `touched` is the sample
 * to look at; null: none of those that are kept.
 */
export function countOutcome(
  samples: readonly Sample[],
  { at, madeAt, isNew, failed }: Outcome,
  enough: number,
): { readonly samples: readonly Sample[]; readonly touched: Sample | null } {
  const [newest = firstSample(at)[0], ...older] = samples;
  const isFull = newest.attempts >= enough && Date.parse(at) - Date.parse(newest.since) >= atLeastMs;
  const open = isNew && isFull ? [...firstSample(at), newest, ...older].slice(0, kept) : [newest, ...older];
  const index = isNew ? 0 : open.findIndex(({ since }) => since <= madeAt);
  const found = open[index];
  if (!found) return { samples: open, touched: null };
  const { since, attempts, failures } = found;
  const touched = { since, attempts: attempts + (isNew ? 1 : 0), failures: failures + (failed ? 1 : 0) };
  return { samples: open.with(index, touched), touched };
}
