import { agent, type Agent } from '#contracts/agent/agent';
import type { AgentEvent } from '#contracts/agent/events';
import { campaign } from '#contracts/campaign/campaign';
import type { CampaignEvent } from '#contracts/campaign/events';
import type { Campaign } from '#contracts/campaign/state';
import { channel, type Channel } from '#contracts/channel/channel';
import type { ChannelEvent } from '#contracts/channel/events';
import type { FlowDocument } from '#contracts/flow/document';
import type { FlowFacts } from '#contracts/flow/finding';
import { fold } from '#contracts/kernel/decider';
import type { Event } from '#contracts/kernel/event';
import type { TemplateEvent } from '#contracts/template/events';
import { template, type Template } from '#contracts/template/template';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { OwnWrites } from '#server/engine/subscriptions/own-writes';

type Parts = { readonly log: Log; readonly db: Database; readonly ownWrites: OwnWrites };
type For = { readonly flowId: string; readonly campaignId: string; readonly by: string };
type Kind<S, E extends Event> = { readonly category: string; initial: S; evolve(state: S, event: E): S };

/**
 * What a flow is checked against, from the streams of the very things it speaks of: a campaign's channels, the templates
 * and agents its steps name. Which data sets the campaign has is known by a read table only. null: no such campaign uses
 * this flow.
 */
export async function flowFactsOf(
  { log, db, ownWrites }: Parts,
  document: FlowDocument,
  { flowId, campaignId, by }: For,
): Promise<FlowFacts | null> {
  const statesOf = async <S, E extends Event>(kind: Kind<S, E>, ids: readonly string[]): Promise<readonly S[]> => {
    const streams = await log.readSealed(ids.map((id) => `${kind.category}-${id}`));
    return [...streams.values()].map((history) =>
      fold(
        kind,
        history.map(({ event }) => event as E),
      ),
    );
  };
  const [found] = await statesOf<Campaign, CampaignEvent>(campaign, [campaignId]);
  if (!found || found.status === 'missing' || found.flowId !== flowId) return null;
  const [channels, agents, templates, columns] = await Promise.all([
    statesOf<Channel, ChannelEvent>(channel, found.channelIds),
    statesOf<Agent, AgentEvent>(
      agent,
      namedIn(document, ({ to }) => (to as { agentId?: unknown } | null)?.agentId),
    ),
    statesOf<Template, TemplateEvent>(
      template,
      namedIn(document, ({ templateId }) => templateId),
    ),
    columnsOf({ db, ownWrites }, { campaignId, by }),
  ]);
  return {
    channels: channels.flatMap((each) =>
      each.status === 'available'
        ? [{ channelId: each.channelId, kind: each.kind, answers: each.inboundOwner === campaignId }]
        : [],
    ),
    agents: agents.flatMap((each) => (each.status === 'available' ? [each] : [])),
    templates: templates.flatMap((each) => (each.status === 'registered' ? [each] : [])),
    columns,
  };
}

/** The ids that settings of steps name, each once. */
function namedIn(document: FlowDocument, idIn: (config: Record<string, unknown>) => unknown): readonly string[] {
  const ids = Object.values(document.steps).map(({ config }) => idIn(config));
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

async function columnsOf(
  { db, ownWrites }: Pick<Parts, 'db' | 'ownWrites'>,
  { campaignId, by }: Omit<For, 'flowId'>,
): Promise<readonly string[] | null> {
  await ownWrites.held(by, ['dataSets']);
  const { rows } = await db.pool.query<{ columns: string[] }>(
    `select columns from read.data_sets where campaign_id = $1 and status <> 'failed'`,
    [campaignId],
  );
  return rows.length > 0 ? [...new Set(rows.flatMap(({ columns }) => columns))] : null;
}
