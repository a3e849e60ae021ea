import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '#server/engine/postgres/database';

/** So long it is waited; then what is known is shown. */
const withinMs = 2_000;
const lookEveryMs = 20;

/**
 * What is counted about a run is written by two followers, one for its rows and one for its attempts. Of a run that is over
 * the attempts are waited for, so that its numbers agree: whoever sees it end asks for its report at that moment, and would
 * find three messages delivered and none accepted.
 */
export async function attemptsKnown(db: Database, column: 'execution_id' | 'campaign_id', id: string): Promise<void> {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    const { rowCount } = await db.pool.query(
      `select from read.executions e join follow.checkpoint c on c.name = 'attempts'
       where e.${column} = $1 and e.ended_at is not null and c.number < e.position limit 1`,
      [id],
    );
    if (rowCount === 0) return;
    await wait(lookEveryMs);
  }
}
