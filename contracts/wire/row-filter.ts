import { z } from 'zod';
import { rowOutcome } from './execution-doors.ts';

/** What is so of a row or not. */
export const rowFlags = [
  ...['contacted', 'messaged', 'delivered', 'read', 'replied', 'called', 'answered', 'transferred'],
  ...['waiting', 'deferred', 'retried', 'inDoubt'],
] as const;
export type RowFlag = (typeof rowFlags)[number];

const word = z.string().min(1).max(200);
const step = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** Which rows stand behind a number of a report; several conditions hold together. */
export const rowFilter = {
  outcome: rowOutcome.optional().meta({ description: 'How the row ended, or `open`.' }),
  label: word.optional().meta({ description: 'The outcome of the End step it reached.' }),
  reason: word.optional().meta({ description: 'Why it ended in any other way.' }),
  step: step
    .optional()
    .meta({ description: 'Rows that came to this step; with `port`, that left it there (of End steps: `end`).' }),
  port: step.optional(),
  at: step.optional().meta({ description: 'Open rows that stand at this step now.' }),
  verdict: z
    .enum(['sent', 'skipped', 'blocked', 'deferred'])
    .optional()
    .meta({ description: 'Rows with such a decision.' }),
  why: word.optional().meta({ description: 'Rows with a decision for this reason.' }),
  templateId: z.uuid().optional().meta({ description: 'Rows with a message of this template.' }),
  failure: word.optional().meta({ description: 'Rows with a message with this failure.' }),
  callResult: z
    .enum(['answered', 'voicemail', 'busy', 'noAnswer', 'failed'])
    .optional()
    .meta({ description: 'Rows with a call of this result.' }),
  callOutcome: word.optional().meta({ description: 'Rows with a call with this outcome.' }),
  transferResult: z.enum(['bridged', 'busy', 'noAnswer', 'failed', 'callEnded']).optional(),
  is: z.enum(rowFlags).optional(),
};

/** Of filters with a port and no step: a port alone would leave the rows as they are. */
export const portIsOfAStep: [(filter: Pick<RowFilter, 'step' | 'port'>) => boolean, Said] = [
  (filter) => filter.port === undefined || filter.step !== undefined,
  { path: ['step'], error: 'the step that `port` is of' },
];
type Said = { path: PropertyKey[]; error: string };

export type RowFilter = z.infer<z.ZodObject<typeof rowFilter>>;
