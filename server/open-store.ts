import type { Config } from '#server/config';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import type { Database } from '#server/engine/postgres/database';

/**
 * The event store of the settings: the EventStoreDB at EVENTSTORE_URL, else the one in the product's own database. Only who
 * uses EventStoreDB waits for its client to be loaded.
 */
export async function openStore({ EVENTSTORE_URL }: Pick<Config, 'EVENTSTORE_URL'>, db: Database): Promise<EventStore> {
  if (EVENTSTORE_URL === undefined) return openPostgresEventStore(db);
  const { openEsdbEventStore } = await import('#server/engine/eventstore/esdb-event-store');
  return openEsdbEventStore(EVENTSTORE_URL);
}
