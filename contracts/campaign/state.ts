import type { Instant } from '#contracts/kernel/event';
import type { CampaignEvent, CampaignRules } from './events.ts';

export type Campaign = { readonly status: 'missing' } | ExistingCampaign;

export type ExistingCampaign = {
  readonly status: 'draft' | 'active' | 'completed' | 'archived';
  /** What an archived campaign was before. */
  readonly archivedFrom: 'draft' | 'active' | 'completed';
  readonly campaignId: string;
  readonly flowId: string;
  readonly name: string;
  readonly rules: CampaignRules;
  readonly channelIds: readonly string[];
  readonly startsAt: Instant | null;
  readonly endsAt: Instant | null;
  readonly running: string | null;
  readonly executions: readonly string[];
};

export function evolve(state: Campaign, event: CampaignEvent): Campaign {
  if (event.type === 'CampaignCreated') return created(event.data);
  return state.status === 'missing' ? state : change(state, event);
}

function created(data: Extract<CampaignEvent, { type: 'CampaignCreated' }>['data']): ExistingCampaign {
  const { campaignId, flowId, name, startsAt, endsAt } = data;
  const rules: CampaignRules = { defaultCountry: null, disclosure: '' };
  const nothing = { channelIds: [], running: null, executions: [], archivedFrom: 'draft' } as const;
  return { status: 'draft', campaignId, flowId, name, startsAt, endsAt, rules, ...nothing };
}

function change(state: ExistingCampaign, event: Exclude<CampaignEvent, { type: 'CampaignCreated' }>): ExistingCampaign {
  switch (event.type) {
    case 'CampaignDescribed':
      return { ...state, name: event.data.name, startsAt: event.data.startsAt, endsAt: event.data.endsAt };
    case 'CampaignRulesSet': {
      const { campaignId: _same, ...rules } = event.data;
      return { ...state, rules };
    }
    case 'ChannelAssigned':
      return { ...state, channelIds: [...state.channelIds, event.data.channelId] };
    case 'ChannelUnassigned':
      return { ...state, channelIds: state.channelIds.filter((id) => id !== event.data.channelId) };
    case 'CampaignActivated':
    case 'CampaignReopened':
      return { ...state, status: 'active' };
    case 'CampaignExecutionStarted':
      return { ...state, running: event.data.executionId, executions: [...state.executions, event.data.executionId] };
    case 'CampaignExecutionEnded':
      return { ...state, running: state.running === event.data.executionId ? null : state.running };
    case 'CampaignCompleted':
      return { ...state, status: 'completed' };
    case 'CampaignArchived':
      return state.status === 'archived' ? state : { ...state, status: 'archived', archivedFrom: state.status };
    case 'CampaignUnarchived':
      return { ...state, status: event.data.status };
  }
}
