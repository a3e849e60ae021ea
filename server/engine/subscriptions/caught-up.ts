import { setTimeout as wait } from 'node:timers/promises';
import type { Position } from '#contracts/kernel/event';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { TablesBehind } from './tables-behind.ts';

type Limits = {
  /** What they have to have handled; else what is the newest event when this is asked. */
  readonly upTo?: Position;
  /** So long it may take; then `TablesBehind`. */
  readonly withinMs?: number;
};

/** Resolves when every named follower has handled the event at a position. */
export async function caughtUp(
  log: Pick<Log, 'head' | 'compare'>,
  db: Database,
  names: readonly string[],
  { upTo, withinMs = Infinity }: Limits = {},
): Promise<void> {
  const wanted = upTo ?? (await log.head());
  if (wanted === null) return;
  const until = performance.now() + withinMs;
  for (;;) {
    const { rows } = await db.pool.query<{ name: string; position: string }>(
      'select name, position from follow.checkpoint where name = any($1)',
      [names],
    );
    if (rows.length === names.length && rows.every(({ position }) => log.compare(position, wanted) >= 0)) return;
    if (performance.now() > until) throw new TablesBehind(names);
    await wait(20);
  }
}
