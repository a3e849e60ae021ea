import type { Recorded } from '#contracts/kernel/event';
import type { EventStore, StoredEvent } from '#server/engine/eventstore/event-store';
import type { Log } from './log.ts';

/** The log as it is stored, personal data still sealed: for those who must vouch for the bytes, not read them. */
export function sealedLog(store: EventStore): Pick<Log, 'subscribe' | 'identity' | 'head'> {
  return {
    subscribe: async function* (options) {
      for await (const events of store.subscribe(options)) yield events.map(asRecorded);
    },
    head: () => store.head(),
    identity: () => store.identity(),
  };
}

/** A stored event as the ledger chains it: sealed, and in the shape in which it was written. */
export function asRecorded({ type, data, meta, id, stream, revision, position }: StoredEvent): Recorded {
  return { ...meta, event: { type, data }, id, stream, revision, position };
}
