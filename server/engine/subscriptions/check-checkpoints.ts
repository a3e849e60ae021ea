import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

/**
 * At start: the log must be the one the followers followed, and not older than they are. Otherwise contacts could be
 * made twice, so nothing may run. Returns the sentence that says why not, or null.
 */
export async function checkpointFault(log: Log, db: Database): Promise<string | null> {
  const identity = await log.identity();
  const { rows } = await db.pool.query<{ name: string; position: string; store: string }>(
    'select name, position, store from follow.checkpoint',
  );
  const foreign = rows.find(({ store }) => store !== identity);
  if (foreign)
    return `The read tables follow the event store ${foreign.store}, but this one is ${identity}; connect the right store, or start with an empty database.`;
  const head = await log.head();
  const ahead = rows.find(({ position }) => head === null || log.compare(position, head) > 0);
  if (ahead)
    return `The follower ${ahead.name} has seen position ${ahead.position}, but the log ends at ${head ?? 'its beginning'}: the log was restored from an older copy. Restore events and tables together.`;
  return null;
}
