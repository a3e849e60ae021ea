import type { z } from 'zod';
import { campaign } from '#contracts/campaign/campaign';
import type { CampaignCommand } from '#contracts/campaign/commands';
import { documentOf, evolveAll } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import { editsTo } from '#contracts/flow/local-edits';
import { judgePush } from '#contracts/flow/push';
import { emptyFlow } from '#contracts/flow/state';
import { flowVersions } from '#contracts/flow/versions';
import type { Outcome } from '#contracts/kernel/command';
import type { Provenance } from '#contracts/kernel/event';
import type { campaignRow, duplicateCampaign } from '#contracts/wire/campaign-doors';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { OwnWrites } from '#server/engine/subscriptions/own-writes';
import { createCampaignFacts } from './campaign-facts.ts';

type Parts = { readonly log: Log; readonly db: Database; readonly ownWrites: OwnWrites };
type Wanted = z.output<NonNullable<(typeof duplicateCampaign)['body']>>;

/** A new draft like another campaign; null when there is none. Each part is asked under the same id, so it may be repeated. */
export async function duplicate(
  { log, db, ownWrites }: Parts,
  from: string,
  { campaignId, flowId, name }: Wanted,
  provenance: Provenance,
): Promise<Outcome | null> {
  await ownWrites.held(provenance.by, ['campaigns']);
  const { rows } = await db.pool.query<z.infer<typeof campaignRow>>(
    'select * from read.campaigns where campaign_id = $1',
    [from],
  );
  const [source] = rows;
  if (!source) return null;
  const made = await handleCommand({
    ...{ log, decider: flowVersions, id: flowId, provenance },
    command: { type: 'CreateFlow', data: { flowId, name } },
  });
  if (made.outcome !== 'accepted') return made;
  await draw(log, { from: source.flow_id, to: flowId }, provenance);
  const ask = (command: CampaignCommand, commandId = provenance.commandId): Promise<Outcome> =>
    handleCommand({ log, decider: campaign, id: campaignId, command, provenance: { ...provenance, commandId } });
  const described = { name, description: source.description, startsAt: null, endsAt: null };
  const created = await ask({ type: 'CreateCampaign', data: { campaignId, flowId, ...described } });
  if (created.outcome !== 'accepted') return created;
  const rules = { defaultCountry: source.default_country, disclosure: source.disclosure };
  const quiet = source.quiet_hours_of === 'campaign' ? { quietHours: source.quiet_hours } : {};
  let last = await ask({ type: 'SetCampaignRules', data: { ...rules, ...quiet } }, `${provenance.commandId} rules`);
  const facts = createCampaignFacts({ log, db, ownWrites });
  for (const channelId of source.channel_ids) {
    const channel = await facts.channel(channelId);
    // One that was removed meanwhile is left out.
    if (channel?.status === 'available')
      last = await ask({ type: 'AssignChannel', data: { channelId, channel } }, `${provenance.commandId} ${channelId}`);
  }
  return last;
}

/** Draws a flow as another one is drawn, by edits of a device of its own. A flow that has edits was drawn already. */
async function draw(
  log: Log,
  { from, to }: { readonly from: string; readonly to: string },
  provenance: Provenance,
): Promise<void> {
  if ((await log.read(`flow-${to}`)).length > 0) return;
  const history = await log.read(`flow-${from}`);
  const state = evolveAll(
    emptyFlow,
    history.map(({ event }) => event as FlowEvent),
  );
  const replica = provenance.commandId;
  const ops = editsTo(emptyFlow, documentOf(state)).map((body, i) => ({
    opId: `${replica.slice(0, 24)}${(i + 1).toString(16).padStart(12, '0')}`,
    ...{ replica, seq: i + 1, v: 1 as const, flowId: to, at: Date.parse(provenance.at), ...body },
  }));
  const { events } = judgePush(emptyFlow, { replica, ops, actor: provenance.by });
  if (events.length > 0) await log.append(`flow-${to}`, 'no-stream', events, provenance);
}
