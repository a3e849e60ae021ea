import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

/** Resolves when every named follower has handled what is now the newest event. */
export async function caughtUp(log: Pick<Log, 'head'>, db: Database, names: readonly string[]): Promise<void> {
  const head = await log.head();
  if (head === null) return;
  for (;;) {
    const { rows } = await db.pool.query<{ name: string; position: string }>(
      'select name, position from follow.checkpoint where name = any($1)',
      [names],
    );
    // Positions are compared by the embedded store's own rule; a store with opaque positions is caught up when equal.
    if (
      rows.length === names.length &&
      rows.every(({ position }) => position === head || Number(position) >= Number(head))
    )
      return;
    await wait(20);
  }
}
