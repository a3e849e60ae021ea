import { refuse, type Refusal } from '#contracts/kernel/command';
import type { Decision } from '#contracts/kernel/decider';
import { checklist, failing, type ChecklistItem } from './checklist.ts';
import type { CampaignCommand } from './commands.ts';
import type { CampaignEvent } from './events.ts';
import type { Campaign, ExistingCampaign } from './state.ts';

type Of<T extends CampaignCommand['type']> = Extract<CampaignCommand, { type: T }>['data'];

export function decide(command: CampaignCommand, state: Campaign): Decision<CampaignEvent> {
  if (command.type === 'CreateCampaign') return create(command.data, state);
  if (state.status === 'missing') return refuse('CampaignIsMissing', 'There is no such campaign; create it first.');
  if (state.status === 'archived' && command.type !== 'RecordExecutionEnded')
    return refuse('CampaignIsArchived', `“${state.name}” is archived and takes no more changes; duplicate it instead.`);
  return change(command, state);
}

function change(
  command: Exclude<CampaignCommand, { type: 'CreateCampaign' }>,
  state: ExistingCampaign,
): Decision<CampaignEvent> {
  const { campaignId } = state;
  switch (command.type) {
    case 'DescribeCampaign':
      return inOrder(command.data) ?? [{ type: 'CampaignDescribed', data: { campaignId, ...command.data } }];
    case 'AssignChannel':
      return assign(command.data, state);
    case 'UnassignChannel':
      return unassign(command.data.channelId, state);
    case 'ActivateCampaign':
      return activate(command.data, state);
    case 'StartExecution':
      return start(command.data, state);
    case 'RecordExecutionEnded':
      return recordEnd(command.data, state);
    case 'ReopenCampaign':
      if (state.status === 'active') return [];
      if (state.status !== 'completed')
        return refuse(
          'CampaignIsNotCompleted',
          `“${state.name}” is a ${state.status}; only a completed campaign can be re-opened.`,
        );
      return [{ type: 'CampaignReopened', data: { campaignId } }];
    case 'ArchiveCampaign':
      if (state.running !== null)
        return refuse(
          'ExecutionIsRunning',
          `“${state.name}” is running; stop the execution before archiving the campaign.`,
        );
      return [{ type: 'CampaignArchived', data: { campaignId } }];
  }
}

function create(data: Of<'CreateCampaign'>, state: Campaign): Decision<CampaignEvent> {
  if (state.status !== 'missing')
    return refuse('CampaignExists', `The campaign ${data.campaignId} exists already; use another id.`);
  return inOrder(data) ?? [{ type: 'CampaignCreated', data }];
}

function inOrder(dates: { startsAt: string | null; endsAt: string | null }): Refusal | null {
  const { startsAt, endsAt } = dates;
  if (startsAt === null || endsAt === null || startsAt < endsAt) return null;
  return refuse(
    'CampaignEndsBeforeItStarts',
    `The end ${endsAt} is not after the start ${startsAt}; choose a later end.`,
  );
}

function assign({ channelId, channel }: Of<'AssignChannel'>, state: ExistingCampaign): Decision<CampaignEvent> {
  if (channel === null)
    return refuse('ChannelIsMissing', `There is no channel ${channelId}; choose one of the available channels.`);
  if (channel.status !== 'available')
    return refuse('ChannelIsRemoved', `The channel ${channelId} was removed; choose an available one.`);
  if (state.channelIds.includes(channelId)) return [];
  return [{ type: 'ChannelAssigned', data: { campaignId: state.campaignId, channelId, kind: channel.kind } }];
}

function unassign(channelId: string, state: ExistingCampaign): Decision<CampaignEvent> {
  if (!state.channelIds.includes(channelId)) return [];
  if (state.status === 'active')
    return refuse(
      'ChannelIsInUse',
      `“${state.name}” is active and may be using this channel; it can be removed once the campaign is completed.`,
    );
  return [{ type: 'ChannelUnassigned', data: { campaignId: state.campaignId, channelId } }];
}

function activate({ facts }: Of<'ActivateCampaign'>, state: ExistingCampaign): Decision<CampaignEvent> {
  if (state.status === 'active') return [];
  const items = checklist({ ...facts, channelIds: state.channelIds, active: true });
  if (failing(items).length > 0) return incomplete(state, items);
  return [{ type: 'CampaignActivated', data: { campaignId: state.campaignId, checklist: items } }];
}

function start(data: Of<'StartExecution'>, state: ExistingCampaign): Decision<CampaignEvent> {
  const { executionId, dataSetId, settings, facts, providers } = data;
  const { campaignId, flowId, channelIds, startsAt, endsAt } = state;
  if (state.executions.includes(executionId)) return [];
  if (state.running !== null)
    return refuse(
      'ExecutionIsRunning',
      `“${state.name}” is already running; wait for it, or stop it before starting again.`,
      { executionId: state.running },
    );
  const chosen = facts.dataSets.find((set) => set.dataSetId === dataSetId);
  const dataSets = chosen ? [chosen] : [];
  const items = checklist({ ...facts, dataSets, channelIds, active: state.status === 'active' });
  if (failing(items).length > 0 || facts.flow === null || chosen === undefined) return incomplete(state, items);
  if (settings.timeScale !== 1 && providers.some((provider) => provider !== 'sandbox'))
    return refuse(
      'TimeScaleIsForTheSandbox',
      `A time scale of ${settings.timeScale} is for sandbox channels only; use 1 with a real channel.`,
    );
  const run = { campaignId, executionId, flowId, flowVersion: facts.flow.version, dataSetId, rows: chosen.accepted };
  return [
    { type: 'CampaignExecutionStarted', data: { ...run, channelIds, settings, startsAt, endsAt, checklist: items } },
  ];
}

function incomplete(state: ExistingCampaign, items: readonly ChecklistItem[]): Refusal {
  const missing = failing(items);
  const sentences = missing.map((each) => each.sentence).join(' ');
  return refuse('ChecklistIsIncomplete', `“${state.name}” is not ready: ${sentences}`, {
    items,
    failing: missing.map((each) => each.item),
  });
}

function recordEnd({ executionId, how }: Of<'RecordExecutionEnded'>, state: ExistingCampaign): Decision<CampaignEvent> {
  const { campaignId } = state;
  if (state.running !== executionId) return [];
  const ended: CampaignEvent = { type: 'CampaignExecutionEnded', data: { campaignId, executionId, how } };
  return state.status === 'active' ? [ended, { type: 'CampaignCompleted', data: { campaignId } }] : [ended];
}
