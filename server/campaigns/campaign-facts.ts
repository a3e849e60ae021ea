import { campaign } from '#contracts/campaign/campaign';
import type { ChecklistFacts } from '#contracts/campaign/checklist';
import type { ChannelFacts, RetryFacts } from '#contracts/campaign/commands';
import type { CampaignEvent } from '#contracts/campaign/events';
import type { Campaign, ExistingCampaign } from '#contracts/campaign/state';
import { channel } from '#contracts/channel/channel';
import type { ChannelEvent, ChannelProvider } from '#contracts/channel/events';
import type { QuietHours } from '#contracts/contact/quiet-hours';
import { dataSet, type DataSet } from '#contracts/data-set/data-set';
import type { DataSetEvent } from '#contracts/data-set/events';
import type { ExecutionEvent } from '#contracts/execution/events';
import { execution } from '#contracts/execution/execution';
import type { Execution } from '#contracts/execution/state';
import { flowVersions, type FlowVersionsEvent } from '#contracts/flow/versions';
import type { OrganisationEvent } from '#contracts/organisation/events';
import { organisation, organisationStream } from '#contracts/organisation/organisation';
import { fold, type Decider } from '#contracts/kernel/decider';
import type { Command } from '#contracts/kernel/command';
import type { Event } from '#contracts/kernel/event';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';
import type { OwnWrites } from '#server/engine/subscriptions/own-writes';

type Parts = { readonly log: Log; readonly db: Database; readonly ownWrites: OwnWrites };
type DataSetFacts = ChecklistFacts['dataSets'][number];

/** What the rules of a campaign look at, read from the streams of the things themselves. */
export function createCampaignFacts({ log, db, ownWrites }: Parts) {
  const state = async <S, C extends Command, E extends Event>(decider: Decider<S, C, E>, id: string): Promise<S> =>
    fold(
      decider,
      (await log.read(`${decider.category}-${id}`)).map(({ event }) => event as E),
    );

  const readCampaign = async (campaignId: string): Promise<Campaign> =>
    state<Campaign, never, CampaignEvent>(campaign, campaignId);

  const channelOf = async (channelId: string): Promise<ChannelFacts> => {
    const found = await state<ReturnType<typeof channel.evolve>, never, ChannelEvent>(channel, channelId);
    return found.status === 'missing' ? null : { kind: found.kind, provider: found.provider, status: found.status };
  };

  const dataSetOf = async (dataSetId: string, campaignId: string): Promise<DataSetFacts> => {
    const found = await state<DataSet, never, DataSetEvent>(dataSet, dataSetId);
    if (found.status === 'missing' || found.uploaded.campaignId !== campaignId)
      return { dataSetId, status: 'missing', accepted: 0 };
    return { dataSetId, status: found.status, accepted: found.status === 'ready' ? found.totals.accepted : 0 };
  };

  /** Which data sets a campaign has is known by a read table only; those of whoever asks are awaited. */
  const dataSetIds = async (campaignId: string, by: string): Promise<string[]> => {
    await ownWrites.held(by, ['dataSets']);
    const { rows } = await db.pool.query<{ data_set_id: string }>(
      'select data_set_id from read.data_sets where campaign_id = $1 order by uploaded_at',
      [campaignId],
    );
    return rows.map((row) => row.data_set_id);
  };

  const factsOf = async (existing: ExistingCampaign, dataSets: readonly string[]): Promise<ChecklistFacts> => {
    const { campaignId, flowId, channelIds, status } = existing;
    const flow = await state<ReturnType<typeof flowVersions.evolve>, never, FlowVersionsEvent>(flowVersions, flowId);
    const newest = flow.status === 'missing' ? undefined : flow.versions.at(-1);
    return {
      flow: newest ? { version: newest.version } : null,
      channelIds,
      dataSets: await Promise.all(dataSets.map((id) => dataSetOf(id, campaignId))),
      active: status === 'active',
    };
  };

  return {
    campaign: readCampaign,
    channel: channelOf,
    async providers(channelIds: readonly string[]): Promise<ChannelProvider[]> {
      const found = await Promise.all(channelIds.map(channelOf));
      return found.flatMap((each) => (each ? [each.provider] : []));
    },
    /** The sandbox's people have no night, unless somebody gives them one. */
    async usualQuietHours(providers: readonly ChannelProvider[]): Promise<QuietHours | null> {
      const history = await log.read(organisationStream);
      if (history.length === 0 && providers.every((provider) => provider === 'sandbox')) return null;
      return fold(
        organisation,
        history.map(({ event }) => event as OrganisationEvent),
      ).quietHours;
    },
    /** A run whose failed rows are to be tried again, with how many they are. */
    async retry(executionId: string): Promise<RetryFacts> {
      const history = await log.read(`execution-${executionId}`);
      const found = fold<Execution, ExecutionEvent>(
        execution,
        history.map(({ event }) => event as ExecutionEvent),
      );
      if (found.status === 'missing') return { executionId, campaignId: null, dataSetId: '', ended: false, failed: 0 };
      const { campaignId, dataSetId } = found.started;
      const ended = found.status === 'completed' || found.status === 'stopped';
      // Its rows ended before it did.
      const last = history.at(-1);
      if (ended && last) await caughtUp(log, db, ['executions'], { upTo: last.position, withinMs: 5_000 });
      const { rows } = await db.pool.query<{ failed: number }>(
        'select failed from read.executions where execution_id = $1',
        [executionId],
      );
      return { executionId, campaignId, dataSetId, ended, failed: rows[0]?.failed ?? 0 };
    },
    /** With all data sets of the campaign. */
    async checklist(existing: ExistingCampaign, by: string): Promise<ChecklistFacts> {
      return factsOf(existing, await dataSetIds(existing.campaignId, by));
    },
    /** With the one that was chosen. */
    checklistWith(existing: ExistingCampaign, dataSetId: string): Promise<ChecklistFacts> {
      return factsOf(existing, [dataSetId]);
    },
  };
}

export type CampaignFacts = ReturnType<typeof createCampaignFacts>;
