import { z } from 'zod';
import { door } from './door.ts';
import { reportedRow } from './execution-doors.ts';
import { next, pageQuery } from './page.ts';
import {
  callFailure,
  callOutcome,
  campaignTemplate,
  campaignTotals,
  campaignVoice,
  campaignWhatsapp,
  channelHealth,
  contactMoment,
  decisionCount,
  executionTotals,
  failureCount,
  messageFailure,
  outcomeOfRows,
  portPassages,
  reportedCall,
  reportedCampaign,
  retryRow,
  seriesPoint,
  stepTotals,
  templatePerformance,
  voiceReport,
  whatsappReport,
} from './report-rows.ts';
import { portIsOfAStep, rowFilter } from './row-filter.ts';

const tag = 'Reports';
const permission = 'readReports';
const ofExecution = { tag, permission, params: z.object({ executionId: z.uuid() }) } as const;
const ofCampaign = { tag, permission, params: z.object({ campaignId: z.uuid() }) } as const;
const missing = 'There is no such execution, or it has not begun.';
const csv = { file: 'text/csv' } as const;
const seriesQuery = z.strictObject({ by: z.enum(['hour', 'day']).default('day') });
const series = z.object({ by: z.enum(['hour', 'day']), series: z.array(seriesPoint).readonly() });
const list = <T extends z.ZodType>(row: T): z.ZodReadonly<z.ZodArray<T>> => z.array(row).readonly();

export const reportExecution = door({
  ...{ name: 'reportExecution', method: 'get', path: '/api/executions/{executionId}/report', ...ofExecution, missing },
  summary: 'Everything that is counted about a run.',
  answer: z.object({
    totals: executionTotals,
    whatsapp: whatsappReport.nullable(),
    voice: voiceReport.nullable(),
    templates: list(templatePerformance),
    outcomes: list(outcomeOfRows.extend({ share: z.number().nullable() })),
    funnel: list(portPassages),
    steps: list(stepTotals),
    decisions: list(decisionCount),
    failures: list(failureCount),
    messageFailures: list(messageFailure),
    callOutcomes: list(callOutcome),
    callFailures: list(callFailure),
    retries: list(retryRow),
  }),
});
export type ExecutionReport = z.output<(typeof reportExecution)['answer']>;

export const reportVoice = door({
  ...{
    name: 'reportVoice',
    method: 'get',
    path: '/api/executions/{executionId}/report/voice',
    ...ofExecution,
    missing,
  },
  summary: 'The calls of a run: how they came out, and to whom they were put through.',
  answer: z.object({
    voice: voiceReport,
    outcomes: list(callOutcome.extend({ label: z.string().nullable() })),
    failures: list(callFailure),
    transfers: list(
      z.object({
        agent_id: z.uuid().nullable(),
        result: z.string(),
        transfers: z.int(),
        average_seconds: z.number().nullable(),
      }),
    ),
  }),
});
export type VoiceReport = z.output<(typeof reportVoice)['answer']>;

export const reportSeries = door({
  ...{
    name: 'reportSeries',
    method: 'get',
    path: '/api/executions/{executionId}/report/series',
    ...ofExecution,
    missing,
  },
  query: seriesQuery,
  summary: 'What happened in a run by hour or day (UTC); empty times are left out.',
  answer: series,
});
export type ReportSeries = z.output<(typeof reportSeries)['answer']>;

export const reportRows = door({
  ...{ name: 'reportRows', method: 'get', path: '/api/executions/{executionId}/report/rows', ...ofExecution, missing },
  query: z.strictObject({ ...rowFilter, ...pageQuery }).refine(...portIsOfAStep),
  summary: 'The rows behind a number of the report.',
  answer: z.object({ rows: z.array(reportedRow), next }),
});
export type ReportedRows = z.output<(typeof reportRows)['answer']>;

export const reportCalls = door({
  ...{
    name: 'reportCalls',
    method: 'get',
    path: '/api/executions/{executionId}/report/calls',
    ...ofExecution,
    missing,
  },
  query: z.strictObject(pageQuery),
  summary: 'The calls of a run one by one.',
  answer: z.object({ calls: z.array(reportedCall), next }),
});

export const reportRowsFile = door({
  ...{ name: 'reportRowsFile', method: 'get', path: '/api/executions/{executionId}/report/rows.csv', ...ofExecution },
  missing,
  query: z.strictObject(rowFilter).refine(...portIsOfAStep),
  summary: 'The rows behind a number of the report, as a file.',
  answer: csv,
});

export const reportTableFile = door({
  ...{
    name: 'reportTableFile',
    method: 'get',
    path: '/api/executions/{executionId}/report/{table}.csv',
    tag,
    permission,
  },
  params: z.object({ executionId: z.uuid(), table: z.string() }),
  missing: 'There is no such execution, it has not begun, or there is no such table.',
  summary: 'A table of the report as a file: totals, decisions, messages, calls, transfers, funnel and others.',
  answer: csv,
});

export const reportCampaigns = door({
  ...{ name: 'reportCampaigns', method: 'get', path: '/api/reports/campaigns', tag, permission },
  query: z.strictObject(pageQuery),
  summary: 'Campaigns that were run, with what is counted about all their runs; the last started first.',
  answer: z.object({ campaigns: z.array(reportedCampaign), next }),
});
export type ReportedCampaigns = z.output<(typeof reportCampaigns)['answer']>;

export const reportCampaign = door({
  ...{ name: 'reportCampaign', method: 'get', path: '/api/campaigns/{campaignId}/report', ...ofCampaign },
  missing: 'There is no such campaign, or nothing of it was ever started.',
  summary: 'What is counted about all runs of a campaign together, and each of them.',
  answer: z.object({
    totals: campaignTotals,
    whatsapp: campaignWhatsapp,
    voice: campaignVoice,
    executions: list(executionTotals),
    templates: list(campaignTemplate),
    outcomes: list(outcomeOfRows),
    callOutcomes: list(callOutcome),
    decisions: list(decisionCount),
    retries: list(retryRow),
  }),
});
export type CampaignReport = z.output<(typeof reportCampaign)['answer']>;

export const reportCampaignSeries = door({
  ...{ name: 'reportCampaignSeries', method: 'get', path: '/api/campaigns/{campaignId}/report/series', ...ofCampaign },
  missing: 'There is no such campaign.',
  query: seriesQuery,
  summary: 'What happened in all runs of a campaign by hour or day (UTC).',
  answer: series,
});

export const reportCampaignTableFile = door({
  ...{ name: 'reportCampaignTableFile', method: 'get', path: '/api/campaigns/{campaignId}/report/{table}.csv' },
  ...{ tag, permission, params: z.object({ campaignId: z.uuid(), table: z.string() }) },
  missing: 'There is no such campaign, or no such table.',
  summary: 'A table of a campaign as a file: totals, executions, whatsapp, voice, retries, rows, imports.',
  answer: csv,
});

export const reportChannels = door({
  ...{ name: 'reportChannels', method: 'get', path: '/api/reports/channels', tag, permission },
  summary: 'How well each channel works, and how its last 50 attempts came out.',
  answer: z.object({
    channels: list(channelHealth),
    outcomes: list(z.object({ channel_id: z.uuid(), outcome: z.string(), attempts: z.int() })),
  }),
});

export const reportContact = door({
  ...{ name: 'reportContact', method: 'get', path: '/api/reports/contacts/{contactId}', tag, permission },
  params: z.object({ contactId: z.string().max(80) }),
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(5_000).default(1_000) }),
  missing: 'Nothing is known of this contact.',
  summary: 'What happened to a contact in all runs, by the pseudonym.',
  answer: z.object({ history: list(contactMoment) }),
});
