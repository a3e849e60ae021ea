import { setTimeout as wait } from 'node:timers/promises';
import { messageStatuses, rankOf, type MessageStatus } from '#contracts/callback/status';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import type { Database } from '#server/engine/postgres/database';

export type Watched = {
  /** Statuses that were seen to be lower than they had been before. */
  readonly wentBack: number;
  /** Callbacks that were taken in, and those that told nothing new. */
  readonly told: number;
  readonly late: number;
};

const lookEveryMs = 100;

/** Looks again and again at the status of every message, as a screen would show it. */
export function watchStatuses(db: Database): { end(): Promise<Watched> } {
  const stopping = new AbortController();
  const furthest = new Map<string, number>();
  let wentBack = 0;

  const look = async (): Promise<void> => {
    const { rows } = await db.pool.query<{ attempt_id: string; status: MessageStatus }>(
      'select attempt_id, status from read.messages where status = any($1)',
      [messageStatuses],
    );
    for (const { attempt_id, status } of rows) {
      const [rank, before] = [rankOf(status), furthest.get(attempt_id) ?? 0];
      if (rank < before) wentBack += 1;
      furthest.set(attempt_id, Math.max(rank, before));
    }
  };
  const running = (async () => {
    while (!isAborted(stopping.signal)) {
      await look();
      await wait(lookEveryMs);
    }
  })();
  return {
    end: async () => {
      stopping.abort();
      await running;
      await look();
      const { rows } = await db.pool.query<{ told: number; late: number }>(
        `select (select count(*) from es.event where stream like 'callback-%') as told,
           (select coalesce(sum(late_callbacks), 0) from read.messages) as late`,
      );
      return { wentBack, told: rows[0]?.told ?? 0, late: rows[0]?.late ?? 0 };
    },
  };
}
