import * as z from 'zod';

const count = z.int().min(0);
const instant = z.iso.datetime().nullable();

/** A run with what became of its rows so far. */
export const executionRow = z
  .object({
    execution_id: z.uuid(),
    campaign_id: z.uuid(),
    flow_id: z.uuid(),
    flow_version: z.int(),
    data_set_id: z.uuid(),
    retry_of: z.uuid().nullable().meta({ description: 'The run whose failed rows this one tries again.' }),
    status: z.enum(['running', 'pausing', 'paused', 'stopping', 'stopped', 'completed']),
    pause_cause: z.string().nullable().meta({ description: 'One word, as in ExecutionPaused.' }),
    pause_sentence: z.string().nullable(),
    settings: z.record(z.string(), z.unknown()).meta({ description: 'As in StartExecution, with every default.' }),
    ...{ rows: count, admitted: count, started: count, contacted: count, messaged: count, delivered: count },
    ...{ read: count, replied: count, called: count, calls: count, answered: count, transferred: count },
    ...{ waiting: count, deferred: count, retries: count, completed: count, failed: count, suppressed: count },
    ...{ opted_out: count, stopped: count, in_doubt: count },
    starts_at: instant,
    started_by: z.string(),
    started_at: z.iso.datetime(),
    ended_at: instant,
    position: z.int(),
  })
  .meta({ id: 'Execution' });
export type ExecutionAnswer = z.output<typeof executionRow>;
