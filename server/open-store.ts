import type { Config } from '#server/config';
import { openEsdbEventStore } from '#server/engine/eventstore/esdb-event-store';
import type { EventStore } from '#server/engine/eventstore/event-store';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import type { Database } from '#server/engine/postgres/database';

/** The event store of the settings: the EventStoreDB at EVENTSTORE_URL, else the one in the product's own database. */
export function openStore({ EVENTSTORE_URL }: Pick<Config, 'EVENTSTORE_URL'>, db: Database): EventStore {
  return EVENTSTORE_URL === undefined ? openPostgresEventStore(db) : openEsdbEventStore(EVENTSTORE_URL);
}
