import { z } from 'zod';

const count = z.int().min(0);
const share = z.number().nullable();
const instant = z.iso.datetime().nullable();
const word = z.string().nullable();

/** Columns that count something. */
function counts<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, typeof count>> {
  return Object.fromEntries(names.map((name) => [name, count])) as Readonly<Record<Name, typeof count>>;
}

/** The same where there may be nothing to count. */
function sums<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, z.ZodNullable<typeof count>>> {
  return Object.fromEntries(names.map((name) => [name, count.nullable()])) as Readonly<
    Record<Name, z.ZodNullable<typeof count>>
  >;
}

const ofRows = counts(
  ...(['admitted', 'contacted', 'messaged', 'delivered', 'read', 'replied', 'called', 'calls', 'answered'] as const),
  ...(['transferred', 'waiting', 'deferred', 'retries', 'completed', 'failed', 'suppressed', 'opted_out'] as const),
  ...(['stopped', 'in_doubt'] as const),
);

export const executionTotals = z
  .object({
    ...{ execution_id: z.uuid(), campaign_id: z.uuid(), data_set_id: z.uuid(), flow_id: z.uuid() },
    ...{ flow_version: z.int(), retry_of: z.uuid().nullable(), status: z.string(), pause_cause: word },
    ...counts('queued', 'open', 'rows'),
    ...ofRows,
    ...{ starts_at: instant, started_at: z.iso.datetime(), ended_at: instant, position: z.int() },
  })
  .meta({ id: 'ExecutionTotals' });

export const campaignTotals = z
  .object({
    campaign_id: z.uuid(),
    ...counts('executions', 'rows'),
    ...ofRows,
    ...{ first_started_at: z.iso.datetime(), last_started_at: z.iso.datetime() },
  })
  .meta({ id: 'CampaignTotals' });

export const reportedCampaign = campaignTotals
  .extend({ name: z.string(), status: z.enum(['draft', 'active', 'completed', 'archived']) })
  .meta({ id: 'ReportedCampaign' });

export const whatsappReport = z
  .object({
    ...{ execution_id: z.uuid(), campaign_id: z.uuid() },
    ...counts('sent', 'delivered', 'read', 'failed', 'in_doubt', 'contacted', 'messaged', 'replied'),
    ...{ delivery_rate: share, read_rate: share, response_rate: share },
  })
  .meta({ id: 'WhatsappReport' });

export const voiceReport = z
  .object({
    ...{ execution_id: z.uuid(), campaign_id: z.uuid() },
    ...counts('calls', 'placed', 'inbound', 'completed', 'failed', 'busy', 'no_answer', 'not_connected', 'answered'),
    ...counts('voicemail', 'open', 'in_doubt', 'transfers', 'transferred', 'opted_out', 'recorded'),
    ...{ total_seconds: count.nullable(), average_seconds: share, answer_rate: share, transfer_rate: share },
  })
  .meta({ id: 'VoiceReport' });

export const campaignWhatsapp = z.object({
  ...sums('sent', 'delivered', 'read', 'failed', 'messaged', 'replied'),
  response_rate: share,
});
export const campaignVoice = z.object({
  ...sums('calls', 'completed', 'failed', 'answered', 'voicemail', 'total_seconds', 'transferred'),
  ...{ average_seconds: share, transfer_rate: share },
});

const template = { template_id: z.uuid(), name: word, language: word };
export const templatePerformance = z
  .object({
    ...{ execution_id: z.uuid(), ...template, category: word },
    ...counts('sent', 'delivered', 'read', 'failed', 'rows_sent', 'rows_replied'),
    ...{ delivery_rate: share, read_rate: share, response_rate: share },
  })
  .meta({ id: 'TemplatePerformance' });
export const campaignTemplate = z.object({
  ...template,
  ...sums('sent', 'delivered', 'read', 'failed', 'rows_replied'),
});

export const outcomeOfRows = z.object({ outcome: z.string(), completed: z.boolean(), rows: count });
export const portPassages = z.object({ step: z.string(), port: z.string(), passages: count });
export const stepTotals = z
  .object({
    ...{ execution_id: z.uuid(), step: z.string(), type: word },
    title: word.meta({ description: 'The name that a person gave to the step.' }),
    outcome: word.meta({ description: 'Of an End step: the name under which it is counted.' }),
    ordinal: count.meta({ description: 'Which of its type it is, as the builder counts them; 0: the only one.' }),
    ...counts('entered', 'passed_on', 'open', 'waiting', 'deferred', 'ended', 'completed'),
    ...{ entered_share: share, passed_on_share: share },
  })
  .meta({ id: 'StepTotals' });
export type StepTotals = z.output<typeof stepTotals>;
export const decisionCount = z.object({ verdict: z.string(), reason: z.string(), decisions: count });
export const failureCount = z.object({ reason: word, rows: count });
export const messageFailure = z.object({ failure: word, error_code: word, messages: count });
export const callOutcome = z.object({ outcome: word, calls: count });
export const callFailure = z.object({ result: word, failure: word, error_code: word, calls: count });
export const retryRow = z
  .object({
    ...{ execution_id: z.uuid(), retry_of: z.uuid(), campaign_id: z.uuid() },
    ...counts('rows', 'failed_before', 'completed', 'failed'),
    ...{ recovered_share: share, started_at: z.iso.datetime() },
  })
  .meta({ id: 'Retry' });

export const seriesPoint = z.object({
  at: z.iso.datetime(),
  ...counts('sent', 'delivered', 'read', 'failed', 'replied', 'calls', 'answered', 'ended'),
});

export const reportedCall = z
  .object({
    ...{ attempt_id: z.string(), row_id: z.string(), execution_id: z.uuid(), contact_id: z.string() },
    ...{ channel_id: z.uuid(), step: z.string(), direction: z.enum(['outbound', 'inbound']), status: z.string() },
    ...{ result: word, outcome: word, label: word, answered_by: word, seconds: count.nullable(), ended_by: word },
    ...{ wants_transfer: z.boolean(), opted_out: z.boolean(), transfer_result: word, agent_id: z.uuid().nullable() },
    ...{ recorded: z.boolean(), error_code: word, failure: word, call_id: word, intended_at: z.iso.datetime() },
    ...{ accepted_at: instant, answered_at: instant, ended_at: instant, late_callbacks: count, position: z.int() },
  })
  .meta({ id: 'ReportedCall' });

export const channelHealth = z
  .object({
    ...{ channel_id: z.uuid(), name: z.string(), kind: z.string(), provider: z.string(), status: z.string() },
    ...{ per_second: z.number(), new_contacts_per_day: count.nullable(), inbound_owner: z.uuid().nullable() },
    ...{ state: z.enum(['ok', 'degraded', 'failing']), ...counts('recent', 'recent_trouble', 'attempts') },
    ...{ last_failure: word, last_failure_code: word, last_failed_at: instant, last_reached_at: instant },
  })
  .meta({ id: 'ChannelHealth' });
export type ChannelHealth = z.output<typeof channelHealth>;

export const contactMoment = z
  .object({
    ...{ contact_id: z.string(), at: z.iso.datetime(), n: z.int(), kind: z.string(), what: z.string(), reason: word },
    ...{ execution_id: z.uuid().nullable(), campaign_id: z.uuid().nullable(), row_id: word, step: word },
    attempt_id: word,
  })
  .meta({ id: 'ContactMoment' });
