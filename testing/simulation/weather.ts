import type { Disturbances } from '#server/carriers/sandbox/script';
import { undisturbed } from '#server/carriers/sandbox/script';
import type { Chance } from './chance.ts';

/** How much goes wrong in a world: probabilities, unless said otherwise. Changed in place when the weather turns fair. */
export type Weather = {
  /** A call of the store or the tables fails before anything was done. */
  refusedByStore: number;
  /** An append lands, or does not, and nobody is told. */
  unknownAppends: number;
  /** Something takes long (up to seconds) instead of milliseconds. */
  slow: number;
  /** An answer of the carrier never comes back, although it did what was asked. */
  lostAnswers: number;
  /** A request never reaches the carrier. */
  lostRequests: number;
  /** The carrier refuses for a moment's reason, without having taken anything. */
  passingRefusals: number;
  /** The carrier cannot be reached at all. */
  carrierIsDown: boolean;
  /** Requests to the carrier are given up after a while; they may still arrive. Only then does it ever stand still. */
  readonly givesUp: boolean;
  /** The carrier stands still until this; then it takes what waits before its doors, in any order. */
  stalled: Promise<undefined> | null;
};

export const fair: Omit<Weather, 'givesUp' | 'stalled'> = {
  ...{ refusedByStore: 0, unknownAppends: 0, slow: 0, lostAnswers: 0, lostRequests: 0, passingRefusals: 0 },
  carrierIsDown: false,
};

export function drawWeather(chance: Chance): Weather {
  const some = (most: number): number => (chance.happens(0.5) ? chance.next() * most : 0);
  return {
    ...{ refusedByStore: some(0.03), unknownAppends: some(0.15), slow: some(0.15), lostAnswers: some(0.6) },
    ...{ lostRequests: some(0.4), passingRefusals: some(0.1), carrierIsDown: false },
    ...{ givesUp: chance.happens(0.4), stalled: null },
  };
}

/** Mishaps of callbacks, as the sandbox plays them. */
export function drawDisturbances(chance: Chance): Disturbances {
  if (chance.happens(0.3)) return undisturbed;
  const some = (most: number): number => (chance.happens(0.6) ? chance.next() * most : 0);
  const lost = chance.happens(0.3) ? 0.5 + chance.next() / 2 : some(0.3);
  return { duplicate: some(0.5), reorder: some(0.5), late: some(0.5), early: some(0.3), lost };
}
