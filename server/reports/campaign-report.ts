import type { z } from 'zod';
import type { reportCampaign } from '#contracts/wire/report-doors';
import type { Database } from '#server/engine/postgres/database';
import { attemptsKnown } from './attempts-known.ts';

const of = 'join reporting.execution_totals e on e.execution_id = x.execution_id where e.campaign_id = $1';

const parts = {
  executions: 'select * from reporting.execution_totals where campaign_id = $1 order by started_at desc, execution_id',
  whatsapp: `select sum(sent)::bigint as sent, sum(delivered)::bigint as delivered, sum(read)::bigint as read, sum(failed)::bigint as failed,
    sum(messaged)::bigint as messaged, sum(replied)::bigint as replied,
    round(sum(replied)::numeric / nullif(sum(messaged), 0), 4)::float8 as response_rate
    from reporting.whatsapp_report where campaign_id = $1`,
  voice: `select sum(calls)::bigint as calls, sum(completed)::bigint as completed, sum(failed)::bigint as failed, sum(answered)::bigint as answered,
    sum(voicemail)::bigint as voicemail, sum(total_seconds)::bigint as total_seconds, sum(transferred)::bigint as transferred,
    round(sum(total_seconds)::numeric / nullif(sum(answered), 0), 1)::float8 as average_seconds,
    round(sum(transferred)::numeric / nullif(sum(answered), 0), 4)::float8 as transfer_rate
    from reporting.voice_report where campaign_id = $1`,
  templates: `select x.template_id, x.name, x.language, sum(x.sent)::bigint as sent, sum(x.delivered)::bigint as delivered, sum(x.read)::bigint as read,
    sum(x.failed)::bigint as failed, sum(x.rows_replied)::bigint as rows_replied from reporting.template_performance x ${of}
    group by x.template_id, x.name, x.language order by x.name, x.language, x.template_id`,
  outcomes: `select x.outcome, x.completed, sum(x.rows)::bigint as rows from reporting.conversation_outcomes x ${of}
    group by x.outcome, x.completed order by rows desc, x.outcome`,
  callOutcomes: `select x.outcome, sum(x.calls)::bigint as calls from reporting.voice_outcomes x ${of}
    group by x.outcome order by calls desc, x.outcome`,
  decisions: `select x.verdict, x.reason, count(*) as decisions from reporting.contact_decisions x ${of}
    group by x.verdict, x.reason order by decisions desc, x.reason`,
  retries: 'select * from reporting.retries where campaign_id = $1 order by started_at',
} as const;

type Report = z.infer<(typeof reportCampaign)['answer']>;

/** What is counted about all executions of a campaign together, and each of them; null when there was none. */
export async function campaignReport(db: Database, campaignId: string): Promise<Report | null> {
  await attemptsKnown(db, 'campaign_id', campaignId);
  const read = async (sql: string): Promise<readonly object[]> => (await db.pool.query<object>(sql, [campaignId])).rows;
  const [totals] = await read('select * from reporting.campaign_totals where campaign_id = $1');
  if (!totals) return null;
  const [whatsapp] = await read(parts.whatsapp);
  const [voice] = await read(parts.voice);
  return {
    ...{ totals, whatsapp, voice, executions: await read(parts.executions) },
    ...{ templates: await read(parts.templates), outcomes: await read(parts.outcomes) },
    ...{ callOutcomes: await read(parts.callOutcomes), decisions: await read(parts.decisions) },
    retries: await read(parts.retries),
  } as Report;
}
