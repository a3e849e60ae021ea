import type { EventStore } from '#server/engine/eventstore/event-store';
import { watchStore } from '#server/engine/eventstore/store-watch';
import type { Database } from '#server/engine/postgres/database';
import { watchDatabase } from '#server/engine/postgres/database-watch';

type Report = (fault: Error, about?: Readonly<Record<string, unknown>>) => void;

/** Whether the database and the event store are there; their outages are reported once each, and not by all who meet them. */
export function watchOutages(db: Database, store: EventStore, say: { report: Report; tell(sentence: string): void }) {
  const voice = { began: (sentence: string) => say.report(new Error(sentence)), ended: say.tell };
  const watch = watchDatabase({ db, ...voice });
  const storeWatch = watchStore({ store, ...voice });
  const report: Report = (fault, about) => {
    if (!watch.isOutage(fault) && !storeWatch.isOutage(fault)) say.report(fault, about);
  };
  const close = async (): Promise<void> => {
    await storeWatch.close();
    await watch.close();
  };
  return { watch, storeWatch, report, close };
}
