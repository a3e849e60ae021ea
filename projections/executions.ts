import type { Transaction } from 'kysely';
import type { CampaignExecutionStarted } from '#contracts/campaign/events';
import type { ExecutionEvent, PauseCause } from '#contracts/execution/events';
import type { ExecutionSettings } from '#contracts/execution/settings';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import { rowsInFact } from '#contracts/wire/facts';
import { add, foldInto, load, save, type Folded } from './fold-into.ts';
import { changesOfCounts, countsDdl, noCounts, plus, type RowCounts } from './row-counts.ts';
import { evolveRow, rowIdOf, rowsDdl, type HandledByRows, type RowRow } from './rows.ts';

type Handled = CampaignExecutionStarted | ExecutionEvent | HandledByRows;

export type ExecutionRow = RowCounts & {
  readonly execution_id: string;
  readonly campaign_id: string;
  readonly flow_id: string;
  readonly flow_version: number;
  readonly data_set_id: string;
  /** The run whose failed rows this one tries again. */
  readonly retry_of: string | null;
  readonly status: 'running' | 'pausing' | 'paused' | 'stopping' | 'stopped' | 'completed';
  readonly pause_cause: PauseCause | null;
  readonly pause_sentence: string | null;
  readonly settings: ExecutionSettings;
  readonly rows: number;
  readonly admitted: number;
  /** Before it nobody is contacted; null: from the start. */
  readonly starts_at: string | null;
  readonly started_by: string;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly position: number;
};

/** Every execution with its counts, its rows, and how often each way of its flow was taken. */
export const executions: Projection<Transaction<unknown>> = {
  name: 'executions',
  kind: 'projection',
  version: 4,
  tables: ['executions', 'rows', 'step_passages'],
  ddl: `
create table executions(
  execution_id uuid primary key,
  campaign_id uuid not null,
  flow_id uuid not null,
  flow_version int not null,
  data_set_id uuid not null,
  retry_of uuid,
  status text not null,
  pause_cause text,
  pause_sentence text,
  settings json not null,
  rows int not null,
  admitted int not null,
${countsDdl}
  starts_at timestamptz,
  started_by text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  position bigint not null);
create index executions_campaign on executions(campaign_id, started_at);
create index executions_retry on executions(retry_of) where retry_of is not null;
comment on table executions is 'Every execution with how many of its rows were contacted, answered and ended in which way.';
create table step_passages(
  execution_id uuid not null,
  step text not null,
  port text not null,
  passages int not null,
  primary key (execution_id, step, port));
comment on table step_passages is 'How often rows of an execution left a step by a port; End steps have the port end.';${rowsDdl}`,
  handles: [
    ...['CampaignExecutionStarted', 'BatchAdmitted', 'ExecutionPauseAsked', 'ExecutionPaused', 'ExecutionResumed'],
    ...['ExecutionStopAsked', 'ExecutionStopped', 'ExecutionCompleted', 'CallbackRecorded', 'CallStatusRecorded'],
    ...['RowStarted', 'ContactDecided', 'AttemptIntended', 'CallIntended', 'TransferIntended', 'AttemptAccepted'],
    ...['AttemptFailed', 'AttemptAbsent', 'AttemptInDoubt', 'CallConcluded', 'TransferConcluded', 'ReplyReceived'],
    ...['RowMoved', 'RowEnded'],
  ],
  on: async (batch, tx) => {
    const events = batch as readonly Numbered<Handled>[];
    const ofRows = events.filter(isOfRow);
    const folded = await foldInto<RowRow, HandledByRows>(tx, {
      ...{ table: 'rows', key: 'row_id', batch: ofRows, keyOf: rowIdOf, evolve: evolveRow },
      begins: (event) => event.type === 'RowStarted',
    });
    await add(
      tx,
      'step_passages',
      { keys: ['execution_id', 'step', 'port'], counters: ['passages'] },
      passages(ofRows),
    );
    const touched = await countInto(tx, events.filter(isOfExecution), folded);
    return [
      ...touched.flatMap(({ execution_id, campaign_id }) => [`execution:${execution_id}`, `campaign:${campaign_id}`]),
      ...topicsOfRows(folded),
    ];
  },
};

function isOfRow(recorded: Numbered<Handled>): recorded is Numbered<HandledByRows> {
  const { type, data } = recorded.event;
  return 'rowId' in data || type === 'CallbackRecorded' || type === 'CallStatusRecorded';
}

function isOfExecution(recorded: Numbered<Handled>): recorded is Numbered<CampaignExecutionStarted | ExecutionEvent> {
  return !isOfRow(recorded);
}

/** Brings the executions up to date: what their own events say, and the sum of what their rows became. */
async function countInto(
  tx: Transaction<unknown>,
  events: readonly Numbered<CampaignExecutionStarted | ExecutionEvent>[],
  rows: Folded<RowRow>,
): Promise<ExecutionRow[]> {
  const deltas = changesOfCounts(rows.before, rows.after);
  const ids = new Set([...deltas.keys(), ...events.map(({ event }) => event.data.executionId)]);
  const known = await load<ExecutionRow>(tx, 'executions', 'execution_id', [...ids]);
  for (const { event, at, by } of events) {
    const next = evolve(known.get(event.data.executionId), event, { at, by });
    if (next) known.set(event.data.executionId, next);
  }
  const newest = newestEvents(events, rows);
  const changed = [...known].map(([id, row]) => {
    const position = Math.max(row.position, newest.get(id) ?? 0);
    return { ...row, ...plus(row, deltas.get(id) ?? noCounts), position };
  });
  await save(tx, 'executions', 'execution_id', changed);
  return changed;
}

/** Which rows moved, by their numbers: the first of each execution; `+` says that there are more. */
function topicsOfRows({ before, after }: Folded<RowRow>): string[] {
  const moved = new Map<string, number[]>();
  for (const [id, row] of after) {
    if (before.get(id) === row) continue;
    const numbers = moved.get(row.execution_id) ?? [];
    moved.set(row.execution_id, numbers);
    numbers.push(row.n);
  }
  return [...moved].map(
    ([id, numbers]) => `rows:${id}:${numbers.slice(0, rowsInFact).join(',')}${numbers.length > rowsInFact ? '+' : ''}`,
  );
}

/** The newest event about each execution or a row of it, whatever batch it came in: a replay has other batches. */
function newestEvents(
  events: readonly Numbered<CampaignExecutionStarted | ExecutionEvent>[],
  rows: Folded<RowRow>,
): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  const heard = (id: string, number: number): void => {
    newest.set(id, Math.max(newest.get(id) ?? 0, number));
  };
  for (const { event, number } of events) heard(event.data.executionId, number);
  for (const [id, row] of rows.after) if (rows.before.get(id) !== row) heard(row.execution_id, row.position);
  return newest;
}

function evolve(
  row: ExecutionRow | undefined,
  event: CampaignExecutionStarted | ExecutionEvent,
  { at, by }: { at: string; by: string },
): ExecutionRow | undefined {
  if (event.type === 'CampaignExecutionStarted') return begun(event.data, { at, by });
  return row && { ...row, ...changeOf(row, event, at) };
}

function begun(data: CampaignExecutionStarted['data'], { at, by }: { at: string; by: string }): ExecutionRow {
  const { executionId, campaignId, flowId, flowVersion, dataSetId, rows, settings, retryOf, startsAt } = data;
  return {
    ...noCounts,
    ...{ execution_id: executionId, campaign_id: campaignId, flow_id: flowId, flow_version: flowVersion },
    ...{ data_set_id: dataSetId, retry_of: retryOf, settings, rows, admitted: 0 },
    ...{ status: 'running', pause_cause: null, pause_sentence: null },
    ...{ starts_at: startsAt, started_by: by, started_at: at, ended_at: null, position: 0 },
  };
}

function changeOf(row: ExecutionRow, event: ExecutionEvent, at: string): Partial<ExecutionRow> {
  switch (event.type) {
    case 'ExecutionStarted':
    case 'DoubtResolved':
      return {};
    case 'BatchAdmitted':
      return { admitted: row.admitted + event.data.rows };
    case 'ExecutionPauseAsked':
      return { status: 'pausing', pause_cause: event.data.cause, pause_sentence: event.data.sentence };
    case 'ExecutionPaused':
      return { status: 'paused' };
    case 'ExecutionResumed':
      return { status: 'running', pause_cause: null, pause_sentence: null };
    case 'ExecutionStopAsked':
      return { status: 'stopping' };
    case 'ExecutionStopped':
      return { status: 'stopped', ended_at: at };
    case 'ExecutionCompleted':
      return { status: 'completed', ended_at: at };
  }
}

function passages(events: readonly Numbered<HandledByRows>[]): object[] {
  const counts = new Map<string, { execution_id: string; step: string; port: string; passages: number }>();
  const passed = (execution_id: string, step: string, port: string): void => {
    const key = `${execution_id} ${step}/${port}`;
    counts.set(key, { execution_id, step, port, passages: (counts.get(key)?.passages ?? 0) + 1 });
  };
  for (const { event } of events) {
    if (event.type === 'RowMoved')
      for (const { step, port } of event.data.path) passed(event.data.executionId, step, port);
    if (event.type === 'RowEnded' && event.data.outcome === 'completed')
      passed(event.data.executionId, event.data.step, 'end');
  }
  return [...counts.values()];
}
