import type { EventStore, NewEvent, StoredEvent } from '#server/engine/eventstore/event-store';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Sabotage } from './world.ts';

/** Guards of the product, each taken away. A simulation that notices none of it would prove nothing. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  'the expected revision is not looked at': {
    store: (store) => {
      const append: EventStore['append'] = (stream, expected, events) =>
        store.append(stream, expected, events).catch((fault: unknown) => {
          if (!(fault instanceof WrongExpectedRevision)) throw fault;
          return append(stream, fault.actual < 0 ? 'no-stream' : fault.actual, events);
        });
      return { ...store, append };
    },
  },
  'the intent is not written before the contact is made': {
    store: (store) => ({
      ...store,
      append: (stream, expected, events) => store.append(stream, expected, without(events, 'AttemptIntended')),
    }),
  },
  'what was not answered is sent again without asking': {
    carrier: (carrier) => ({ ...carrier, provesAbsence: true, list: () => Promise.resolve([]) }),
  },
  'suppression is not read': {
    store: (store) => ({
      ...store,
      readMany: async (streams) =>
        new Map(
          [...(await store.readMany(streams))].map(([stream, events]) => [
            stream,
            stream.startsWith('contact-') ? without(events, 'ContactSuppressed') : events,
          ]),
        ),
    }),
  },
  'a pause is not read': {
    store: (store) => ({
      ...store,
      readMany: async (streams) =>
        new Map(
          [...(await store.readMany(streams))].map(([stream, events]) => [
            stream,
            stream.startsWith('execution-') ? without(events, 'ExecutionPauseAsked', 'ExecutionPaused') : events,
          ]),
        ),
    }),
  },
  'two rows may contact one person at the same time': {
    tables: (tables) => ({
      ...tables,
      guard: (guards) => Promise.resolve(new Set(guards.map(({ attemptId }) => attemptId))),
    }),
  },
  'what is in flight is not waited for': {
    tables: (tables) => ({ ...tables, inFlight: () => Promise.resolve(0) }),
  },
  'a lease is taken for the deed': {
    tables: (tables) => ({
      ...tables,
      claim: async (asked) => {
        const claimed = await tables.claim(asked);
        await tables.remove(claimed);
        return claimed;
      },
    }),
  },
};

function without<E extends NewEvent | StoredEvent>(events: readonly E[], ...types: readonly string[]): readonly E[] {
  return events.filter(({ type }) => !types.includes(type));
}
