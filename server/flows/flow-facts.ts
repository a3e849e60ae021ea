import type { FlowFacts } from '#contracts/flow/finding';
import type { Database } from '#server/engine/postgres/database';

/** What a flow is checked against: the channels and data sets of a campaign, and the organisation's templates. */
export async function flowFactsOf(db: Database, campaignId: string): Promise<FlowFacts> {
  const { rows: channels } = await db.pool.query<FlowFacts['channels'][number]>(
    `select c.channel_id as "channelId", c.kind, coalesce(c.inbound_owner = p.campaign_id, false) as answers from read.campaigns p cross join json_array_elements_text(p.channel_ids) as a(id)
      join read.channels c on c.channel_id = a.id::uuid where p.campaign_id = $1`,
    [campaignId],
  );
  const { rows: agents } = await db.pool.query<{ agentId: string }>(
    `select agent_id as "agentId" from read.agents where status = 'available'`,
  );
  const { rows: templates } = await db.pool.query<FlowFacts['templates'][number]>(
    'select template_id as "templateId", name, approval, variables from read.templates',
  );
  const { rows: sets } = await db.pool.query<{ columns: string[] }>(
    `select columns from read.data_sets where campaign_id = $1 and status <> 'failed'`,
    [campaignId],
  );
  return {
    channels,
    agents,
    templates,
    columns: sets.length > 0 ? [...new Set(sets.flatMap(({ columns }) => columns))] : null,
  };
}
