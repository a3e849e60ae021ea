import type { ExecutionEvent } from '#contracts/execution/events';
import type { Instant } from '#contracts/kernel/event';
import { heldWhilePaused, type Dispatch } from './dispatch.ts';
import { countOutcome, firstSample, type Outcome, type Sample } from './failure-samples.ts';

/** A run that has not ended, as far as what is to be done depends on it. A draft: changed in place, batch by batch. */
export type RunRecord = {
  readonly executionId: string;
  status: 'running' | 'pausing' | 'paused' | 'stopping';
  readonly rows: number;
  admitted: number;
  ended: number;
  readonly delaySeconds: number;
  /** Of so many attempts (`sample`) the share of failures is looked at; null: it is not. */
  readonly failureRate: number | null;
  readonly sample: number | null;
  /** Attempts and failures since the run went on last, newest first. */
  samples: readonly Sample[];
  /** Admitted batches with rows that have not begun, and how many. */
  readonly unstarted: Map<number, number>;
};

/** What a batch of events says about runs. */
export type RunChange = { readonly executionId: string; readonly at: Instant; readonly number: number } & (
  | { readonly change: 'event'; readonly event: ExecutionEvent }
  | { readonly change: 'rowStarted'; readonly rowId: string; readonly batch: number }
  | { readonly change: 'rowEnded' }
  /** An attempt was taken or failed. */
  | ({ readonly change: 'attempt' } & Omit<Outcome, 'at'>)
);

/** hold and release: what waits for the run to go on. stop: its rows are ended. forget: nothing of it is left to do. */
export type Upheaval = {
  readonly executionId: string;
  readonly at: Instant;
  readonly what: 'hold' | 'release' | 'stop' | 'forget';
};

export type RunChanges = { readonly followUps: readonly Dispatch[]; readonly upheavals: readonly Upheaval[] };

/**
 * Applies changes to the records of runs, in order, and says what follows from them: batches to admit, ends to confirm,
 * runs to pause. A run that ends leaves the records.
 */
export function changeRuns(records: Map<string, RunRecord>, changes: readonly RunChange[]): RunChanges {
  const followUps: Dispatch[] = [];
  const upheavals: Upheaval[] = [];
  const turn = (what: Upheaval['what'], { executionId, at }: RunChange): void =>
    void upheavals.push({ executionId, at, what });
  for (const change of changes) {
    if (change.change === 'event') followUps.push(...applyEvent(records, change.event, change, turn));
    const record = records.get(change.executionId);
    if (record) followUps.push(...count(record, change));
  }
  return { followUps, upheavals };
}

/** Whether a dispatch has to wait because its run is paused. */
export function isHeld(records: ReadonlyMap<string, RunRecord>, { executionId, kind }: Dispatch): boolean {
  const status = records.get(executionId)?.status;
  return (status === 'pausing' || status === 'paused') && heldWhilePaused.includes(kind);
}

function applyEvent(
  records: Map<string, RunRecord>,
  event: ExecutionEvent,
  change: RunChange,
  turn: (what: Upheaval['what'], change: RunChange) => void,
): Dispatch[] {
  const { executionId, at } = change;
  const forRun = (kind: RunTask, inputId: string, dueAt: Instant = at): Dispatch => ({
    ...{ subject: executionId, inputId, executionId, dueAt, kind, payload: {} },
  });
  if (event.type === 'ExecutionStarted') {
    if (!records.has(executionId)) records.set(executionId, begun(event.data, at));
    const { startsAt } = event.data;
    const from = startsAt !== null && startsAt > at ? startsAt : at;
    return [forRun('admit', 'admit 0', from), forRun('campaignEnds', 'campaignEnds')];
  }
  const record = records.get(executionId);
  if (!record) return [];
  switch (event.type) {
    case 'BatchAdmitted':
      record.admitted += event.data.rows;
      record.unstarted.set(event.data.batch, event.data.rows);
      return [];
    case 'ExecutionPauseAsked':
      record.status = 'pausing';
      turn('hold', change);
      return [
        forRun('confirmPaused', `confirmPaused ${at}`),
        ...(event.data.cause === 'carrierUnavailable' ? [forRun('probeCarrier', `probeCarrier ${at}`)] : []),
      ];
    case 'DoubtResolved':
      return [];
    case 'ExecutionPaused':
      record.status = 'paused';
      return [];
    case 'ExecutionResumed':
      record.status = 'running';
      record.samples = firstSample(at);
      turn('release', change);
      return [];
    case 'ExecutionStopAsked':
      record.status = 'stopping';
      turn('stop', change);
      return [forRun('confirmStopped', 'confirmStopped')];
    case 'ExecutionStopped':
    case 'ExecutionCompleted': {
      records.delete(executionId);
      turn('forget', change);
      const how = event.type === 'ExecutionStopped' ? 'stopped' : 'completed';
      return [{ ...forRun('admit', 'endOfCampaignRun'), kind: 'endOfCampaignRun', payload: { how } }];
    }
  }
}

type RunTask = 'admit' | 'campaignEnds' | 'confirmPaused' | 'confirmStopped' | 'probeCarrier';

function begun(
  { executionId, rows, settings }: Extract<ExecutionEvent, { type: 'ExecutionStarted' }>['data'],
  at: Instant,
): RunRecord {
  const { delaySeconds, autoPause } = settings;
  return {
    ...{ executionId, status: 'running', rows, admitted: 0, ended: 0, delaySeconds },
    ...{ failureRate: autoPause?.failureRate ?? null, sample: autoPause?.attempts ?? null, samples: firstSample(at) },
    unstarted: new Map(),
  };
}

function count(record: RunRecord, change: RunChange): Dispatch[] {
  switch (change.change) {
    case 'event':
      return [];
    case 'rowStarted':
      return rowStarted(record, change);
    case 'rowEnded':
      record.ended += 1;
      return record.ended === record.rows && record.status !== 'stopping' ? [completion(record)] : [];
    case 'attempt':
      return attempted(record, change);
  }
}

/** A batch whose every row has begun makes room for the next, after the run's delay. */
function rowStarted(record: RunRecord, { rowId, batch, at }: Extract<RunChange, { change: 'rowStarted' }>): Dispatch[] {
  const { executionId, unstarted, delaySeconds, status } = record;
  const left = (unstarted.get(batch) ?? 0) - 1;
  if (left > 0) unstarted.set(batch, left);
  else unstarted.delete(batch);
  // A row that began while its run was being stopped is stopped as well.
  if (status === 'stopping')
    return [{ subject: rowId, inputId: 'stop', executionId, dueAt: at, kind: 'stop', payload: {} }];
  if (left > 0 || record.admitted >= record.rows) return [];
  const dueAt = new Date(Date.parse(at) + delaySeconds * 1000).toISOString();
  return [{ subject: executionId, inputId: `admit ${batch + 1}`, executionId, dueAt, kind: 'admit', payload: {} }];
}

function completion({ executionId }: RunRecord): Dispatch {
  const dueAt = '2000-01-01T00:00:00.000Z';
  return { subject: executionId, inputId: 'complete', executionId, dueAt, kind: 'complete', payload: {} };
}

/** Where enough attempts were made to look at, and more of them failed than the run allows, it pauses. */
function attempted(record: RunRecord, change: Extract<RunChange, { change: 'attempt' }>): Dispatch[] {
  const { executionId, sample, failureRate } = record;
  if (sample === null || failureRate === null) return [];
  const { samples, touched } = countOutcome(record.samples, change, sample);
  record.samples = samples;
  if (!touched || touched.attempts < sample || touched.failures < touched.attempts * failureRate) return [];
  record.samples = firstSample(change.at);
  const { attempts, failures } = touched;
  const sentence = `Of ${attempts} attempts in a row ${failures} failed; the run pauses at ${Math.round(failureRate * 100)} %. Look at the reasons, put them right and resume.`;
  const { at: dueAt, number } = change;
  return [
    {
      ...{ subject: executionId, inputId: `autoPause ${number}`, executionId, dueAt },
      ...{ kind: 'autoPause', payload: { cause: 'failureRate', sentence } },
    },
  ];
}
