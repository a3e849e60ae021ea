import { setTimeout as wait } from 'node:timers/promises';
import type { StreamingRead } from '@eventstore/db-client';
import { StoreUnavailable } from './store-faults.ts';

/** A server that sends nothing for this long while it owes something is taken for gone. */
const silenceMs = 10_000;

/**
 * Takes the events of a read until `take` has enough (`false`) or there are no more. The client gives reads no deadline,
 * does not end the call behind a read that is left early, and speaks of errors to whoever listens, also afterwards.
 */
export async function readOut<Event>(
  reading: StreamingRead<Event>,
  doing: string,
  take: (event: Event) => boolean,
): Promise<void> {
  reading.on('error', () => undefined);
  const watched = new AbortController();
  let heard = performance.now();
  const watch = async (): Promise<void> => {
    while (!watched.signal.aborted) {
      await wait(1_000, undefined, { signal: watched.signal, ref: false }).catch(() => undefined);
      if (performance.now() - heard <= silenceMs) continue;
      reading.destroy(new StoreUnavailable(doing));
      await reading.cancel();
      return;
    }
  };
  void watch();
  let enough = false;
  try {
    for await (const event of reading) {
      heard = performance.now();
      if (enough || take(event)) continue;
      // What is on its way already is read to its end: a call that is left with something in it is never over.
      enough = true;
      await reading.cancel();
    }
  } finally {
    watched.abort();
  }
}
