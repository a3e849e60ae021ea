import * as z from 'zod';
import { campaignCommand, type AskedOfCampaign } from '#contracts/campaign/commands';
import { quietHours } from '#contracts/contact/quiet-hours';
import type { Permission } from '#contracts/person/roles';
import { accepted, commandDoor } from './command-door.ts';
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
  ...{ permission: 'readCampaigns', params, missing, query: z.strictObject(pageQuery) },
  summary: 'The runs of a campaign, the newest first.',
  answer: z.object({ executions: z.array(executionRow), next }),
});

export const duplicateCampaign = door({
  ...{ name: 'duplicateCampaign', method: 'post', path: '/api/campaigns/{campaignId}/duplicate', tag },
  ...{ permission: 'editCampaigns', params, missing },
  body: z.strictObject({
    commandId: z.uuid(),
    campaignId: z.uuid().meta({ description: 'Id of the new campaign, made by the asker.' }),
    flowId: z.uuid().meta({ description: 'Id of its flow.' }),
    name: z.string().trim().min(1).max(120),
  }),
  summary: 'A draft with the same flow (as it is drawn now), rules and channels; without dates, data sets and runs.',
  answer: accepted,
  refusals: ['CampaignExists', 'FlowExists'],
});

export const dryRunCampaign = door({
  ...{ name: 'dryRunCampaign', method: 'get', path: '/api/campaigns/{campaignId}/dry-run', tag },
  ...{ permission: 'rehearse', params, missing: 'There is no such campaign, flow version or data set.' },
  query: z.strictObject({
    dataSetId: z.uuid(),
    version: z.coerce.number().int().min(1).optional().meta({ description: 'Of the flow; absent: the draft.' }),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(20_000)
      .meta({ description: 'Most accepted rows that are looked at, from the first.' }),
  }),
  summary: 'Who of a data set would be contacted, who not, and why; nobody is. The time of the day is left out.',
  answer: z.object({
    ...{ accepted: z.int(), rejected: z.int(), duplicates: z.int() },
    looked: z.int().meta({ description: 'Accepted rows that were looked at.' }),
    contacted: z.int().meta({ description: 'Those of them that would be written to or called at once.' }),
    later: z.int().meta({ description: 'Those that wait for something first: a time, or a call of theirs.' }),
    skipped: z.array(z.object({ reason: z.string(), rows: z.int() })).readonly(),
  }),
  refusals: ['FlowHasFindings'],
});

export type DryRunAnswer = z.output<(typeof dryRunCampaign)['answer']>;

/** Drafting is the editors' part, running the operators'. */
const permissions = {
  CreateCampaign: 'editCampaigns',
  DescribeCampaign: 'editCampaigns',
  SetCampaignRules: 'editCampaigns',
  AssignChannel: 'editCampaigns',
  UnassignChannel: 'editCampaigns',
  ArchiveCampaign: 'editCampaigns',
  UnarchiveCampaign: 'editCampaigns',
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
    ...[
      'CampaignDateIsTooFar',
      'CampaignEndsBeforeItStarts',
      'CampaignExists',
      'CampaignIsArchived',
      'CampaignIsMissing',
    ],
    ...['CampaignIsNotCompleted', 'ChannelIsInUse', 'ChannelIsMissing', 'ChannelIsRemoved', 'ChecklistIsIncomplete'],
    ...['ExecutionHasNotEnded', 'ExecutionIsMissing', 'ExecutionIsRunning', 'NothingToRetry', 'OtherDataSet'],
    ...['PacingIsNeeded', 'TimeScaleIsForTheSandbox'],
  ],
});
