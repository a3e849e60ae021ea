import type { z } from 'zod';
import type { seriesPoint } from '#contracts/wire/report-rows';
import type { Database } from '#server/engine/postgres/database';
import { attemptsKnown } from './attempts-known.ts';

type SeriesPoint = z.infer<typeof seriesPoint>;

/** What happened by hour or by day (UTC), of one execution or of all of a campaign; empty times are left out. */
export async function seriesOf(
  db: Database,
  of: { readonly executionId: string } | { readonly campaignId: string },
  by: 'hour' | 'day',
): Promise<readonly SeriesPoint[]> {
  if ('executionId' in of) await attemptsKnown(db, 'execution_id', of.executionId);
  else await attemptsKnown(db, 'campaign_id', of.campaignId);
  const view = by === 'hour' ? 'activity_hourly' : 'activity_daily';
  const { rows } = await db.pool.query<SeriesPoint>(
    `select x.${by} as at, sum(x.sent)::bigint as sent, sum(x.delivered)::bigint as delivered, sum(x.read)::bigint as read, sum(x.failed)::bigint as failed,
      sum(x.replied)::bigint as replied, sum(x.calls)::bigint as calls, sum(x.answered)::bigint as answered, sum(x.ended)::bigint as ended
    from reporting.${view} x where x.execution_id = any($1) group by 1 order by 1`,
    ['executionId' in of ? [of.executionId] : await executionsOf(db, of.campaignId)],
  );
  return rows;
}

async function executionsOf(db: Database, campaignId: string): Promise<readonly string[]> {
  const { rows } = await db.pool.query<{ execution_id: string }>(
    'select execution_id from reporting.execution_totals where campaign_id = $1',
    [campaignId],
  );
  return rows.map(({ execution_id }) => execution_id);
}
