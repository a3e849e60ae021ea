import type { EventStore, StoredEvent } from './event-store.ts';

/** Events read at once. */
const batch = 5_000;

/** The log from its first event to the one that is the newest now. */
export async function* wholeLog(store: Pick<EventStore, 'head' | 'subscribe'>): AsyncGenerator<StoredEvent> {
  const head = await store.head();
  if (head === null) return;
  const stop = new AbortController();
  for await (const events of store.subscribe({ after: null, batch, signal: stop.signal }))
    for (const event of events) {
      yield event;
      if (event.position === head) return;
    }
}
