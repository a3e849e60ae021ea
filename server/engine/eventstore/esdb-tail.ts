import { excludeSystemEvents, START, type AllStreamSubscription, type EventStoreDBClient } from '@eventstore/db-client';
import { isOurs, stored, type LogPosition } from './esdb-events.ts';
import { RecentChain } from './recent-chain.ts';
import type { StoredEvent } from './event-store.ts';
import { createSignal } from './wake-signal.ts';

const remembered = 30_000;
const rememberedCharacters = 32 * 1024 * 1024;
const againMs = 250;

type Parts = {
  readonly client: EventStoreDBClient;
  /** The position of the very last record of the log, of whatever kind; null: the log is empty. */
  readonly lastPosition: () => Promise<LogPosition | null>;
  /** Something was added. */
  readonly raise: () => void;
};

export type Tail = {
  /** Begins to listen, once. */
  start(): void;
  /** What follows a position, and where it ends; null when the tail does not reach so far back: read the log. */
  following(
    after: LogPosition | null,
    most: number,
  ): { readonly events: readonly StoredEvent[]; readonly end: LogPosition | null } | null;
  close(): Promise<void>;
};

/**
 * One live subscription for all followers of a process: each event comes over the wire and is parsed once, and a slow
 * follower holds nobody up, since it takes from here what it needs. When the subscription ends, because the server went
 * away or because it found us too slow, another one begins behind the last event.
 */
export function openTail({ client, lastPosition, raise }: Parts): Tail {
  const stopping = new AbortController();
  const { signal } = stopping;
  const bell = createSignal();
  let chain: RecentChain | null = null;
  let subscription: AllStreamSubscription | null = null;
  let running: Promise<void> | null = null;

  const listen = async (): Promise<void> => {
    chain ??= new RecentChain(await lastPosition(), remembered, rememberedCharacters);
    const fromPosition = chain.end() ?? START;
    subscription = client.subscribeToAll({ fromPosition, filter: excludeSystemEvents({ checkpointInterval: 100 }) });
    subscription.on('error', () => undefined);
    if (signal.aborted) await subscription.unsubscribe();
    raise();
    for await (const { event } of subscription) {
      if (!event || !isOurs(event)) continue;
      chain.add(event.position, stored(event));
      raise();
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const before = chain?.end();
      // Whoever reads meets the same fault and says it; here it only means: again.
      await listen().catch(() => undefined);
      if (chain?.end() === before) await bell.next(againMs, signal);
    }
  };

  return {
    start: () => {
      running ??= run();
    },
    following: (after, most) => {
      const links = chain?.following(after, most);
      return links ? { events: links.map(({ event }) => event), end: links.at(-1)?.at ?? after } : null;
    },
    close: async () => {
      stopping.abort();
      await subscription?.unsubscribe().catch(() => undefined);
      await running;
    },
  };
}
