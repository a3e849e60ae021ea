import { describeEventStore } from '#server/engine/eventstore/event-store.contract';
import { MemoryEventStore } from './memory-event-store.ts';

describeEventStore('in memory, of the simulation', () => {
  const store = new MemoryEventStore();
  return Promise.resolve({ store, another: () => Promise.resolve(store), close: () => store.close() });
});
