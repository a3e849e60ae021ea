import type { Transaction } from 'kysely';
import type { CampaignEvent } from '#contracts/campaign/events';
import type { QuietHours } from '#contracts/contact/quiet-hours';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import { foldInto } from './fold-into.ts';

export type CampaignRow = {
  readonly campaign_id: string;
  readonly name: string;
  readonly description: string;
  readonly status: 'draft' | 'active' | 'completed' | 'archived';
  readonly flow_id: string;
  readonly channel_ids: readonly string[];
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly default_country: string | null;
  /** Said first in every call; empty: nothing. */
  readonly disclosure: string;
  /** Whose quiet hours hold: the campaign's own (`quiet_hours`, null: none) or the organisation's. */
  readonly quiet_hours_of: 'campaign' | 'organisation';
  readonly quiet_hours: QuietHours | null;
  readonly running_execution_id: string | null;
  readonly executions: number;
  readonly created_by: string;
  readonly created_at: string;
  readonly changed_at: string;
  readonly position: number;
};

/** Every campaign with its status. */
export const campaigns: Projection<Transaction<unknown>> = {
  name: 'campaigns',
  kind: 'projection',
  version: 2,
  tables: ['campaigns'],
  ddl: `
create table campaigns(
  campaign_id uuid primary key,
  name text not null,
  description text not null,
  status text not null,
  flow_id uuid not null,
  channel_ids json not null,
  starts_at timestamptz,
  ends_at timestamptz,
  default_country text,
  disclosure text not null,
  quiet_hours_of text not null,
  quiet_hours json,
  running_execution_id uuid,
  executions int not null,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  position bigint not null);
comment on table campaigns is 'Every campaign with its status; status is draft, active, completed or archived.';`,
  handles: [
    ...['CampaignCreated', 'CampaignDescribed', 'CampaignRulesSet', 'ChannelAssigned', 'ChannelUnassigned'],
    ...['CampaignActivated', 'CampaignExecutionStarted', 'CampaignExecutionEnded', 'CampaignCompleted'],
    ...['CampaignReopened', 'CampaignArchived', 'CampaignUnarchived'],
  ],
  on: async (batch, tx) => {
    const events = batch as readonly Numbered<CampaignEvent>[];
    const { after } = await foldInto<CampaignRow, CampaignEvent>(tx, {
      ...{ table: 'campaigns', key: 'campaign_id', batch: events, evolve },
      keyOf: (event) => event.data.campaignId,
      begins: (event) => event.type === 'CampaignCreated',
    });
    return ['campaigns', ...[...after.keys()].map((id) => `campaign:${id}`)];
  },
};

function evolve(row: CampaignRow | undefined, recorded: Numbered<CampaignEvent>): CampaignRow | undefined {
  const { event, at, by } = recorded;
  if (event.type === 'CampaignCreated') return created(event.data, { at, by });
  return row && { ...row, ...changeOf(row, event), changed_at: at };
}

function created(
  data: Extract<CampaignEvent, { type: 'CampaignCreated' }>['data'],
  { at, by }: { at: string; by: string },
): CampaignRow {
  const { campaignId, flowId, name, description, startsAt, endsAt } = data;
  return {
    ...{ campaign_id: campaignId, name, description, status: 'draft', flow_id: flowId, channel_ids: [] },
    ...{ starts_at: startsAt, ends_at: endsAt },
    ...{ default_country: null, disclosure: '', quiet_hours_of: 'organisation', quiet_hours: null },
    ...{ running_execution_id: null, executions: 0, created_by: by, created_at: at, changed_at: at, position: 0 },
  };
}

function changeOf(row: CampaignRow, event: Exclude<CampaignEvent, { type: 'CampaignCreated' }>): Partial<CampaignRow> {
  switch (event.type) {
    case 'CampaignDescribed':
      return {
        name: event.data.name,
        description: event.data.description,
        starts_at: event.data.startsAt,
        ends_at: event.data.endsAt,
      };
    case 'CampaignRulesSet': {
      const { defaultCountry, disclosure, quietHours } = event.data;
      const quiet_hours_of = quietHours === undefined ? 'organisation' : 'campaign';
      return { default_country: defaultCountry, disclosure, quiet_hours_of, quiet_hours: quietHours ?? null };
    }
    case 'ChannelAssigned':
      return { channel_ids: [...row.channel_ids, event.data.channelId] };
    case 'ChannelUnassigned':
      return { channel_ids: row.channel_ids.filter((id) => id !== event.data.channelId) };
    case 'CampaignActivated':
    case 'CampaignReopened':
      return { status: 'active' };
    case 'CampaignExecutionStarted':
      return { running_execution_id: event.data.executionId, executions: row.executions + 1 };
    case 'CampaignExecutionEnded':
      return { running_execution_id: null };
    case 'CampaignCompleted':
      return { status: 'completed' };
    case 'CampaignArchived':
      return { status: 'archived' };
    case 'CampaignUnarchived':
      return { status: event.data.status };
  }
}
