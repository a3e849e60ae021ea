import { sql, type Kysely, type Transaction } from 'kysely';

/**
 * Runs work whose loss would be made good by the log: rows that commit with a checkpoint, dispatches, leases. The
 * commit does not wait for the disk (`synchronous_commit = off`): after a crash of the server the last of them are
 * undone together with their checkpoint and simply done again. Events never go this way.
 */
export function derivedTransaction<DB, T>(db: Kysely<DB>, work: (tx: Transaction<DB>) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`set local synchronous_commit = off`.execute(tx);
    return work(tx);
  });
}
