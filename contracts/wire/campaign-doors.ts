import * as z from 'zod';
import { campaignCommand, type AskedOfCampaign } from '#contracts/campaign/commands';
import { quietHours } from '#contracts/contact/quiet-hours';
import type { Permission } from '#contracts/person/roles';
import { commandDoor } from './command-door.ts';
import { door } from './door.ts';
import { executionRow } from './execution-row.ts';
import { next, pageQuery } from './page.ts';

const tag = 'Campaigns';
const params = z.object({ campaignId: z.uuid() });
const missing = 'There is no such campaign.';
const instant = z.iso.datetime().nullable();

export const campaignRow = z
  .object({
    campaign_id: z.uuid(),
    name: z.string(),
    description: z.string(),
    status: z.enum(['draft', 'active', 'completed', 'archived']),
    flow_id: z.uuid(),
    channel_ids: z.array(z.uuid()),
    ...{ starts_at: instant, ends_at: instant },
    default_country: z.string().nullable(),
    disclosure: z.string().meta({ description: 'Said first in every call; empty: nothing.' }),
    quiet_hours_of: z.enum(['campaign', 'organisation']),
    quiet_hours: quietHours.nullable().meta({ description: 'The campaign’s own; null: none of its own.' }),
    running_execution_id: z.uuid().nullable(),
    executions: z.int(),
    created_by: z.string(),
    created_at: z.iso.datetime(),
    changed_at: z.iso.datetime(),
    position: z.int(),
  })
  .meta({ id: 'Campaign' });
export type CampaignAnswer = z.output<typeof campaignRow>;

export const listCampaigns = door({
  ...{ name: 'listCampaigns', method: 'get', path: '/api/campaigns', tag, permission: 'readCampaigns' },
  summary: 'Every campaign with its status, the newest first.',
  query: z.strictObject(pageQuery),
  answer: z.object({ campaigns: z.array(campaignRow), next }),
});

export const readCampaign = door({
  ...{ name: 'readCampaign', method: 'get', path: '/api/campaigns/{campaignId}', tag, permission: 'readCampaigns' },
  ...{ params, missing },
  summary: 'One campaign.',
  answer: campaignRow,
});

export const checklistItem = z
  .object({
    item: z.enum(['flow', 'channel', 'dataSet', 'active']),
    ok: z.boolean(),
    sentence: z.string().meta({ description: 'What is missing and where it is put right; empty when ok.' }),
    fixAt: z.enum(['flow', 'channels', 'datasets', 'execution']),
  })
  .meta({ id: 'ChecklistItem' });
export type ChecklistAnswer = z.output<typeof checklistItem>;

export const readChecklist = door({
  ...{ name: 'readChecklist', method: 'get', path: '/api/campaigns/{campaignId}/checklist', tag },
  ...{ permission: 'readCampaigns', params, missing },
  summary: 'What a campaign needs before it can be activated (the first three) and started (all four).',
  answer: z.object({ items: z.array(checklistItem) }),
});

export const listExecutions = door({
  ...{ name: 'listExecutions', method: 'get', path: '/api/campaigns/{campaignId}/executions', tag },
  ...{ permission: 'readCampaigns', params, query: z.strictObject(pageQuery) },
  summary: 'The runs of a campaign, the newest first.',
  answer: z.object({ executions: z.array(executionRow), next }),
});

/** Drafting is the editors' part, running the operators'. */
const permissions = {
  CreateCampaign: 'editCampaigns',
  DescribeCampaign: 'editCampaigns',
  SetCampaignRules: 'editCampaigns',
  AssignChannel: 'editCampaigns',
  UnassignChannel: 'editCampaigns',
  ArchiveCampaign: 'editCampaigns',
  ActivateCampaign: 'runExecutions',
  StartExecution: 'runExecutions',
  ReopenCampaign: 'runExecutions',
} satisfies Record<AskedOfCampaign['type'], Permission>;

export const commandCampaign = commandDoor({
  ...{ name: 'commandCampaign', path: '/api/campaigns/{campaignId}/commands', tag, permission: 'readCampaigns' },
  ...{ params, permissions },
  summary: 'Create, describe, activate, reopen or archive a campaign, assign its channels, start a run.',
  command: campaignCommand,
  refusals: [
    ...['CampaignEndsBeforeItStarts', 'CampaignExists', 'CampaignIsArchived', 'CampaignIsMissing'],
    ...['CampaignIsNotCompleted', 'ChannelIsInUse', 'ChannelIsMissing', 'ChannelIsRemoved', 'ChecklistIsIncomplete'],
    ...['ExecutionHasNotEnded', 'ExecutionIsMissing', 'ExecutionIsRunning', 'NothingToRetry', 'OtherDataSet'],
    ...['PacingIsNeeded', 'TimeScaleIsForTheSandbox'],
  ],
});
