import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';

/** Finds the rows of an ended run that failed, by their numbers in order; the read table is awaited. */
export function failedRowsIn(log: Log, db: Database): (executionId: string) => Promise<readonly number[]> {
  return async (executionId) => {
    const last = (await log.read(`execution-${executionId}`)).at(-1);
    if (last) await caughtUp(log, db, ['executions'], { upTo: last.position });
    const { rows } = await db.pool.query<{ n: number }>(
      `select n from read.rows where execution_id = $1 and outcome = 'failed' order by n`,
      [executionId],
    );
    return rows.map(({ n }) => n);
  };
}
