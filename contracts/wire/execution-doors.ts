import { z } from 'zod';
import { executionCommand } from '#contracts/execution/commands';
import { commandDoor } from './command-door.ts';
import { door } from './door.ts';
import { executionRow } from './execution-row.ts';
import { next, pageQuery } from './page.ts';

const tag = 'Executions';
const params = z.object({ executionId: z.uuid() });
const instant = z.iso.datetime().nullable();
const missing = 'There is no such execution, or it has not begun.';

const here = {
  row_id: z.string().meta({ description: 'The contact in this run.' }),
  execution_id: z.uuid(),
  campaign_id: z.uuid(),
  n: z.int().meta({
    description: 'Number of the row in the run, from 0: rows of the file that were not accepted are not counted.',
  }),
  file_row: z.int().nullable().meta({
    description:
      'Row of the uploaded file, header and empty lines not counted, from 1; null: it began before this was kept.',
  }),
  batch: z.int(),
  contact_id: z.string().meta({ description: 'Pseudonym of the person: the same in every run.' }),
  status: z.enum(['open', 'ended']),
  step: z.string(),
  waiting_until: instant,
  deferred_because: z.string().nullable(),
  outcome: z.enum(['completed', 'failed', 'suppressed', 'optedOut', 'stopped']).nullable(),
  label: z.string().nullable().meta({ description: 'The outcome of the End step it reached.' }),
  reason: z.string().nullable(),
  attempts: z.int(),
};
const course = {
  ...{ in_doubt: z.boolean(), contacted: z.boolean(), messaged: z.boolean(), delivered: z.boolean() },
  ...{ read: z.boolean(), replied: z.boolean(), replied_at: instant, calls: z.int(), answered: z.boolean() },
  ...{ transferred: z.boolean(), deferrals: z.int(), retries: z.int() },
  passed: z.array(z.string()).meta({ description: 'By which ports steps were left, each once: `step/port`.' }),
  started_at: z.iso.datetime(),
  ended_at: instant,
  position: z.int(),
};

/** A row as it stands. */
export const rowRow = z.object({ ...here, attempt_kind: z.string().nullable(), ...course }).meta({ id: 'Row' });
export type RowAnswer = z.output<typeof rowRow>;
/** The same without what only the machine needs, as analysts see it. */
export const reportedRow = z.object({ ...here, ...course }).meta({ id: 'ReportedRow' });

export const rowOutcome = z.enum(['open', 'completed', 'failed', 'suppressed', 'optedOut', 'stopped']);
export type RowOutcome = z.output<typeof rowOutcome>;

export const readExecution = door({
  ...{ name: 'readExecution', method: 'get', path: '/api/executions/{executionId}', tag, permission: 'readReports' },
  ...{ params, missing },
  summary: 'A run with what became of its rows so far.',
  answer: executionRow,
});

export const listRows = door({
  ...{ name: 'listRows', method: 'get', path: '/api/executions/{executionId}/rows', tag, permission: 'readReports' },
  ...{ params, missing },
  query: z.strictObject({ ...pageQuery, outcome: rowOutcome.optional() }),
  summary: 'The rows of a run that have begun, in their order.',
  answer: z.object({ rows: z.array(rowRow), next }),
});

export const decisionRow = z
  .object({
    position: z.int(),
    row_id: z.string(),
    execution_id: z.uuid(),
    contact_id: z.string(),
    step: z.string(),
    channel_id: z.uuid().nullable(),
    verdict: z.enum(['sent', 'skipped', 'blocked', 'deferred']),
    reason: z.string(),
    attempt_id: z.string().nullable(),
    until: instant.meta({ description: 'When it is decided again, of deferred.' }),
    decided_at: z.iso.datetime(),
  })
  .meta({ id: 'Decision' });

export const listDecisions = door({
  ...{ name: 'listDecisions', method: 'get', path: '/api/executions/{executionId}/decisions', tag },
  ...{ permission: 'readReports', params, missing },
  query: z.strictObject({ ...pageQuery, verdict: decisionRow.shape.verdict.optional() }),
  summary: 'Every decision to contact somebody, not to, or not now, with its reason, in their order.',
  answer: z.object({ decisions: z.array(decisionRow), next }),
});

export const readRow = door({
  ...{ name: 'readRow', method: 'get', path: '/api/rows/{rowId}', tag, permission: 'readReports' },
  params: z.object({ rowId: z.string().max(80) }),
  missing: 'There is no such row, or it has not begun.',
  summary: 'Everything that happened to a row, oldest first; personal data masked unless you may read it.',
  answer: z.object({
    rowId: z.string(),
    moments: z
      .array(
        z
          .object({ at: z.iso.datetime(), type: z.string(), by: z.string(), data: z.record(z.string(), z.unknown()) })
          .meta({ id: 'Moment' }),
      )
      .readonly(),
  }),
});

export type RowLife = z.output<(typeof readRow)['answer']>;

export const commandExecution = commandDoor({
  ...{ name: 'commandExecution', path: '/api/executions/{executionId}/commands', tag, permission: 'runExecutions' },
  params,
  summary: 'Pause, resume or stop a run, or say of an attempt in doubt whether it went out.',
  command: executionCommand,
  refusals: ['AttemptIsMissing', 'ExecutionHasEnded', 'ExecutionIsMissing', 'ExecutionIsNotRunning'],
});
