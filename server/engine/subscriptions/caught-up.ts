import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

/** Resolves when every named follower has handled what is now the newest event. */
export async function caughtUp(
  log: Pick<Log, 'head' | 'compare'>,
  db: Database,
  names: readonly string[],
): Promise<void> {
  const head = await log.head();
  if (head === null) return;
  for (;;) {
    const { rows } = await db.pool.query<{ name: string; position: string }>(
      'select name, position from follow.checkpoint where name = any($1)',
      [names],
    );
    if (rows.length === names.length && rows.every(({ position }) => log.compare(position, head) >= 0)) return;
    await wait(20);
  }
}
