import { setTimeout as wait } from 'node:timers/promises';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import type { Dice } from './dice.ts';

export type Harm = {
  begin(): void;
  done(): number;
  /** Rejects when doing harm failed, so that nobody waits for what will not come. */
  failed(): Promise<never>;
  /** How long it took each time until work was accepted again. Milliseconds. */
  recoveries(): readonly number[];
  end(): Promise<void>;
};

type Parts = {
  readonly dice: Dice;
  readonly times: number;
  /** The longest pause before the next harm. Milliseconds. */
  readonly atMostEvery: number;
  readonly say: (sentence: string) => void;
  /** Does harm and resolves when the product accepts work again; says how often it did harm, and how long it was away. */
  readonly harm: (left: number) => Promise<{ times: number; recoveryMs: number }>;
};

/** Does harm again and again at random moments, until it was done often enough. */
export function startHarm({ dice, times, atMostEvery, say, harm }: Parts): Harm {
  const recoveries: number[] = [];
  let done = 0;
  let running: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const { signal } = stopping;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const loop = async (): Promise<void> => {
    while (!signal.aborted && done < times) {
      await wait(dice.between(50, atMostEvery), undefined, { signal }).catch(() => undefined);
      if (isAborted(signal)) return;
      const did = await harm(times - done);
      if (Math.floor((done + did.times) / 10) > Math.floor(done / 10)) say(`${done + did.times} of ${times} times`);
      done += did.times;
      recoveries.push(did.recoveryMs);
    }
  };
  return {
    begin: () => {
      running = loop();
      running.catch(failure.reject);
    },
    done: () => done,
    failed: () => failure.promise,
    recoveries: () => recoveries,
    end: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** The slowest and the median of some durations, in whole milliseconds. */
export function slowestAndMedian(durations: readonly number[]): { slowest: number; median: number } {
  const sorted = durations.toSorted((left, right) => left - right);
  return { slowest: Math.round(sorted.at(-1) ?? 0), median: Math.round(sorted[sorted.length >> 1] ?? 0) };
}
