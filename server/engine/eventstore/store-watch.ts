import { setTimeout as wait } from 'node:timers/promises';
import type { EventStore } from './event-store.ts';
import { AppendOutcomeUnknown, StoreUnavailable } from './store-faults.ts';

/** Whether a fault, or what caused it, only means that the store is away, or went away during an append. */
export function isStoreAway(fault: unknown): boolean {
  if (fault instanceof StoreUnavailable || fault instanceof AppendOutcomeUnknown) return true;
  return fault instanceof Error && fault.cause !== undefined && isStoreAway(fault.cause);
}

export type StoreWatch = {
  /** Takes note of a fault; true when it only says that the store is away, which has been said then. */
  isOutage(fault: unknown): boolean;
  state(): 'ok' | 'unreachable';
  close(): Promise<void>;
};

type Parts = {
  readonly store: Pick<EventStore, 'head'>;
  /** Told once when an outage begins, and once when it has ended. */
  readonly began: (sentence: string) => void;
  readonly ended: (sentence: string) => void;
};

const tryEveryMs = 500;

/** One voice for all who find the event store away at the same time. It is back when it answers a question. */
export function watchStore({ store, began, ended }: Parts): StoreWatch {
  const stopping = new AbortController();
  const { signal } = stopping;
  let watching: Promise<void> | null = null;

  const untilBack = async (since: number): Promise<void> => {
    for (let back = false; !back && !signal.aborted;) {
      await wait(tryEveryMs, undefined, { signal }).catch(() => undefined);
      back = await store.head().then(
        () => true,
        () => false,
      );
    }
    watching = null;
    if (!signal.aborted)
      ended(`The event store answers again after ${Math.ceil((performance.now() - since) / 1_000)} s.`);
  };

  return {
    isOutage: (fault) => {
      if (!isStoreAway(fault)) return false;
      if (watching === null) {
        watching = untilBack(performance.now());
        began('The event store cannot be reached; everything waits for it and goes on by itself.');
      }
      return true;
    },
    state: () => (watching === null ? 'ok' : 'unreachable'),
    close: async () => {
      stopping.abort();
      await watching;
    },
  };
}
