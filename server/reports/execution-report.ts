import type { z } from 'zod';
import type { reportExecution, reportVoice } from '#contracts/wire/report-doors';
import type { Database } from '#server/engine/postgres/database';
import { attemptsKnown } from './attempts-known.ts';

/** The parts of an execution's report, each a query of the views that analysts read. */
const parts = {
  totals: 'select * from reporting.execution_totals where execution_id = $1',
  whatsapp: 'select * from reporting.whatsapp_report where execution_id = $1',
  voice: 'select * from reporting.voice_report where execution_id = $1',
  templates:
    'select * from reporting.template_performance where execution_id = $1 order by name, language, template_id',
  outcomes:
    'select outcome, completed, rows, share from reporting.conversation_outcomes where execution_id = $1 order by rows desc, outcome',
  funnel: 'select step, port, passages from reporting.step_funnel where execution_id = $1 order by step, port',
  steps: 'select * from reporting.step_totals where execution_id = $1 order by entered desc, step',
  decisions:
    'select verdict, reason, count(*) as decisions from reporting.contact_decisions where execution_id = $1 group by verdict, reason order by decisions desc, reason',
  failures: `select reason, count(*) as rows from reporting.rows where execution_id = $1 and outcome is not null and outcome <> 'completed' group by reason order by rows desc, reason`,
  messageFailures:
    'select failure, error_code, messages from reporting.message_failures where execution_id = $1 order by messages desc, failure, error_code',
  callOutcomes:
    'select outcome, sum(calls)::bigint as calls from reporting.voice_outcomes where execution_id = $1 group by outcome order by calls desc, outcome',
  callFailures:
    'select result, failure, error_code, calls from reporting.call_failures where execution_id = $1 order by calls desc, result, failure, error_code',
  retries: 'select * from reporting.retries where retry_of = $1 or execution_id = $1 order by started_at',
} as const;

type Part = keyof typeof parts;
type Rows = readonly object[];
type Report = z.infer<(typeof reportExecution)['answer']>;
type VoiceReport = z.infer<(typeof reportVoice)['answer']>;

/** Everything that is counted about an execution; null when there is none. */
export async function executionReport(db: Database, executionId: string): Promise<Report | null> {
  await attemptsKnown(db, 'execution_id', executionId);
  const read = async (part: Part): Promise<Rows> => (await db.pool.query<object>(parts[part], [executionId])).rows;
  const [totals] = await read('totals');
  if (!totals) return null;
  const [whatsapp] = await read('whatsapp');
  const [voice] = await read('voice');
  return { ...(await readAll(read)), totals, whatsapp: whatsapp ?? null, voice: voice ?? null } as unknown as Report;
}

async function readAll(read: (part: Part) => Promise<Rows>): Promise<Readonly<Record<Part, Rows>>> {
  const found: (readonly [Part, Rows])[] = [];
  for (const part of Object.keys(parts) as Part[])
    if (part !== 'totals' && part !== 'whatsapp' && part !== 'voice') found.push([part, await read(part)]);
  return Object.fromEntries(found) as Readonly<Record<Part, Rows>>;
}

/** The voice report alone, with how its calls came out and to whom they were put through. */
export async function voiceReport(db: Database, executionId: string): Promise<VoiceReport | null> {
  await attemptsKnown(db, 'execution_id', executionId);
  const read = async (sql: string): Promise<Rows> => (await db.pool.query<object>(sql, [executionId])).rows;
  const [voice] = await read(parts.voice);
  if (!voice) return null;
  return {
    voice,
    outcomes: await read(
      'select outcome, label, calls from reporting.voice_outcomes where execution_id = $1 order by calls desc, outcome, label',
    ),
    failures: await read(parts.callFailures),
    transfers: await read(
      'select agent_id, result, count(*) as transfers, round(avg(seconds), 1)::float8 as average_seconds from reporting.transfers where execution_id = $1 and result is not null group by agent_id, result order by transfers desc, agent_id, result',
    ),
  } as unknown as VoiceReport;
}
