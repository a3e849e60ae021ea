import { refuse, type Refusal } from '#contracts/kernel/command';
import type { Decision } from '#contracts/kernel/decider';
import { checklist, failing, type ChecklistItem } from './checklist.ts';
import type { CampaignCommand, RetryFacts } from './commands.ts';
import type { CampaignEvent } from './events.ts';
import type { Campaign, ExistingCampaign } from './state.ts';

type Of<T extends CampaignCommand['type']> = Extract<CampaignCommand, { type: T }>['data'];

export function decide(command: CampaignCommand, state: Campaign): Decision<CampaignEvent> {
  if (command.type === 'CreateCampaign') return create(command.data, state);
  if (state.status === 'missing') return refuse('CampaignIsMissing', 'There is no such campaign; create it first.');
  if (command.type === 'UnarchiveCampaign') return unarchive(state);
  if (state.status === 'archived' && command.type !== 'RecordExecutionEnded')
    return refuse(
      'CampaignIsArchived',
      `“${state.name}” is archived and takes no more changes; take it out of the archive, or duplicate it.`,
      { name: state.name },
    );
  return change(command, state);
}

function change(
  command: Exclude<CampaignCommand, { type: 'CreateCampaign' | 'UnarchiveCampaign' }>,
  state: ExistingCampaign,
): Decision<CampaignEvent> {
  const { campaignId } = state;
  switch (command.type) {
    case 'DescribeCampaign':
      return noDates(command.data) ?? [{ type: 'CampaignDescribed', data: { campaignId, ...command.data } }];
    case 'SetCampaignRules':
      return [{ type: 'CampaignRulesSet', data: { campaignId, ...command.data } }];
    case 'AssignChannel':
      return assign(command.data, state);
    case 'UnassignChannel':
      return unassign(command.data, state);
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
          { name: state.name, status: state.status },
        );
      return [{ type: 'CampaignReopened', data: { campaignId } }];
    case 'ArchiveCampaign':
      if (state.running !== null)
        return refuse(
          'ExecutionIsRunning',
          `“${state.name}” is running; stop the execution before archiving the campaign.`,
          { name: state.name, executionId: state.running },
        );
      return [{ type: 'CampaignArchived', data: { campaignId } }];
  }
}

function unarchive({ status, campaignId, archivedFrom }: ExistingCampaign): Decision<CampaignEvent> {
  return status === 'archived' ? [{ type: 'CampaignUnarchived', data: { campaignId, status: archivedFrom } }] : [];
}

function create(data: Of<'CreateCampaign'>, state: Campaign): Decision<CampaignEvent> {
  if (state.status !== 'missing')
    return refuse('CampaignExists', `The campaign ${data.campaignId} exists already; use another id.`);
  return noDates(data) ?? [{ type: 'CampaignCreated', data }];
}

/** What lies beyond is a slip of the keyboard. */
const years = { first: 2000, last: 2099 };

function noDates(dates: { startsAt: string | null; endsAt: string | null }): Refusal | null {
  const { startsAt, endsAt } = dates;
  const far = [startsAt, endsAt].find((at) => at !== null && !isNear(Number(at.slice(0, 4))));
  if (typeof far === 'string')
    return refuse(
      'CampaignDateIsTooFar',
      `The date ${far} is too far away; choose one in the years from ${years.first} to ${years.last}.`,
      { date: far },
    );
  if (startsAt === null || endsAt === null || startsAt < endsAt) return null;
  return refuse(
    'CampaignEndsBeforeItStarts',
    `The end ${endsAt} is not after the start ${startsAt}; choose a later end.`,
    { startsAt, endsAt },
  );
}

function noChannel(channelId: string): Refusal {
  return refuse('ChannelIsMissing', `There is no channel ${channelId}; choose one of the available channels.`);
}

function isNear(year: number): boolean {
  return year >= years.first && year <= years.last;
}

function assign({ channelId, channel }: Of<'AssignChannel'>, state: ExistingCampaign): Decision<CampaignEvent> {
  if (channel === null) return noChannel(channelId);
  if (channel.status !== 'available')
    return refuse('ChannelIsRemoved', `The channel ${channelId} was removed; choose an available one.`);
  if (state.channelIds.includes(channelId)) return [];
  return [{ type: 'ChannelAssigned', data: { campaignId: state.campaignId, channelId, kind: channel.kind } }];
}

function unassign({ channelId, channel }: Of<'UnassignChannel'>, state: ExistingCampaign): Decision<CampaignEvent> {
  if (channel === null) return noChannel(channelId);
  if (!state.channelIds.includes(channelId)) return [];
  if (state.status === 'active')
    return refuse(
      'ChannelIsInUse',
      `“${state.name}” is active and may be using this channel; it can be removed once the campaign is completed.`,
      { name: state.name },
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
  const { executionId, dataSetId, facts, providers, retryOf } = data;
  const { channelIds } = state;
  if (state.executions.includes(executionId)) return [];
  if (state.running !== null)
    return refuse(
      'ExecutionIsRunning',
      `“${state.name}” is already running; wait for it, or stop it before starting again.`,
      { name: state.name, executionId: state.running },
    );
  const chosen = facts.dataSets.find((set) => set.dataSetId === dataSetId);
  const dataSets = chosen ? [chosen] : [];
  const items = checklist({ ...facts, dataSets, channelIds, active: state.status === 'active' });
  if (failing(items).length > 0 || facts.flow === null || chosen === undefined) return incomplete(state, items);
  const no = (retryOf && mayRetry(retryOf, state, dataSetId)) ?? forSandboxOnly(data.settings, providers);
  if (no) return no;
  const rows = retryOf ? retryOf.failed : chosen.accepted;
  return [started(data, state, { flowVersion: facts.flow.version, rows, checklist: items })];
}

function started(
  data: Of<'StartExecution'>,
  state: ExistingCampaign,
  found: { readonly flowVersion: number; readonly rows: number; readonly checklist: readonly ChecklistItem[] },
): CampaignEvent {
  const { executionId, dataSetId } = data;
  const { campaignId, flowId, channelIds, startsAt, endsAt, rules } = state;
  const settings = { ...data.settings, quietHours: quietHoursOf(data, state) };
  const run = { campaignId, executionId, flowId, dataSetId, channelIds, settings, startsAt, endsAt };
  const how = { disclosure: rules.disclosure, retryOf: data.retryOf?.executionId ?? null };
  return { type: 'CampaignExecutionStarted', data: { ...run, ...how, ...found } };
}

/** As the run has it, else the campaign, else the organisation. */
function quietHoursOf({ settings, usualQuietHours }: Of<'StartExecution'>, { rules }: ExistingCampaign) {
  if (settings.quietHours !== undefined) return settings.quietHours;
  return rules.quietHours === undefined ? usualQuietHours : rules.quietHours;
}

/** What hurries or does without pacing would harm real people and real senders. */
function forSandboxOnly(
  { timeScale, pacing }: Of<'StartExecution'>['settings'],
  providers: readonly string[],
): Refusal | null {
  if (providers.every((provider) => provider === 'sandbox')) return null;
  if (timeScale !== 1)
    return refuse(
      'TimeScaleIsForTheSandbox',
      `A time scale of ${timeScale} is for sandbox channels only; use 1 with a real channel.`,
      { timeScale },
    );
  if (pacing === 'none')
    return refuse('PacingIsNeeded', 'Pacing “none” is for sandbox channels only; use “channel” with a real channel.');
  return null;
}

function mayRetry(
  { executionId, campaignId, dataSetId: held, ended, failed }: RetryFacts,
  state: ExistingCampaign,
  dataSetId: string,
): Refusal | null {
  if (campaignId !== state.campaignId)
    return refuse('ExecutionIsMissing', `“${state.name}” has no execution ${executionId}; choose one of its own.`);
  if (!ended)
    return refuse(
      'ExecutionHasNotEnded',
      `The execution ${executionId} is still under way; retry it when it has ended.`,
    );
  if (held !== dataSetId)
    return refuse(
      'OtherDataSet',
      `The execution ${executionId} ran over the data set ${held}, not ${dataSetId}; retry it with its own.`,
    );
  return failed > 0 ? null : refuse('NothingToRetry', `No row of the execution ${executionId} failed.`);
}

function incomplete(state: ExistingCampaign, items: readonly ChecklistItem[]): Refusal {
  const missing = failing(items);
  const sentences = missing.map((each) => each.sentence).join(' ');
  return refuse('ChecklistIsIncomplete', `“${state.name}” is not ready: ${sentences}`, {
    name: state.name,
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
