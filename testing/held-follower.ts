import type { Database } from '#server/engine/postgres/database';

/** Keeps followers from committing anything, as if they lagged, until they are let go. */
export async function holdFollowers(db: Database, names: readonly string[]): Promise<{ letGo(): Promise<void> }> {
  const client = await db.pool.connect();
  await client.query('begin');
  const { rowCount } = await client.query('select from follow.checkpoint where name = any($1) for update', [names]);
  if (rowCount !== names.length)
    throw new Error(`Holding ${names.join(', ')}: ${rowCount ?? 0} checkpoints found; wait until each has begun.`);
  return {
    letGo: async () => {
      await client.query('rollback');
      client.release();
    },
  };
}

/** Counts how often it is looked, by queries with these words, whether followers have come far enough; whoever looks `again` waits for them. */
export function lookingAtFollowers(
  db: Database,
  words = 'follow.written',
): { count(): number; readonly again: Promise<void>; stop(): void } {
  const { pool } = db;
  const query = pool.query.bind(pool) as (...asked: unknown[]) => unknown;
  let looks = 0;
  let resolve = (): void => undefined;
  const again = new Promise<void>((done) => (resolve = done));
  pool.query = ((...asked: unknown[]) => {
    if (JSON.stringify(asked[0]).includes(words)) looks += 1;
    if (looks >= 2) resolve();
    return query(...asked);
  }) as typeof pool.query;
  return { count: () => looks, again, stop: () => (pool.query = query as typeof pool.query) };
}
