import type { Transaction } from 'kysely';
import type { CampaignExecutionStarted } from '#contracts/campaign/events';
import type { ExecutionEvent } from '#contracts/execution/events';
import type { Instant, Numbered } from '#contracts/kernel/event';
import type { Subscriber, Topic } from '#contracts/kernel/subscriber';
import type { RowEvent } from '#contracts/row/events';
import { rowIdOf } from '#contracts/row/ids';
import { gatherOutside, type OutsideEvent } from './gather-callbacks.ts';
import { gatherRow } from './gather-rows.ts';
import { ask, forRow, forRun, nothingGathered, type Gathered } from './gathered.ts';
import { openRows } from './open-rows.ts';
import { postgresDispatchBatch } from './postgres-dispatch-batch.ts';
import { changeRuns, isHeld } from './run-record.ts';
import type { DispatchBatch } from './run-tables.ts';

type Handled = CampaignExecutionStarted | ExecutionEvent | RowEvent | OutsideEvent;

/** The name of the topic that tells runners that something is to be done. */
export const dispatchTopic = 'dispatches';

/** Turns facts into what is to be done about them: rows to start, waits to end, answers to hand on, fates to look up. */
export const dispatcher: Subscriber<Transaction<unknown>> = {
  name: 'dispatcher',
  kind: 'reactor',
  version: 1,
  handles: [
    ...['CampaignExecutionStarted', 'CallbackRecorded', 'InboundReceived'],
    ...[
      'CallStatusRecorded',
      'DialogueRecorded',
      'TransferRecorded',
      'InboundCallReceived',
      'RecoveredOutreachAdopted',
    ],
    ...[
      'ExecutionStarted',
      'BatchAdmitted',
      'ExecutionPauseAsked',
      'ExecutionPaused',
      'ExecutionResumed',
      'ExecutionStopAsked',
      'ExecutionStopped',
      'ExecutionCompleted',
      'DoubtResolved',
    ],
    ...[
      'RowStarted',
      'AttemptIntended',
      'CallIntended',
      'CallConcluded',
      'TransferIntended',
      'TransferConcluded',
      'AttemptAccepted',
      'AttemptFailed',
      'AttemptAbsent',
      'AttemptInDoubt',
      'RowMoved',
      'RowEnded',
    ],
  ],
  on: (batch, tx) => dispatchBatch(batch, postgresDispatchBatch(tx)),
};

/** Applies one batch of the log to what is to be done, wherever that is kept. */
export async function dispatchBatch(batch: readonly Numbered[], tables: DispatchBatch): Promise<readonly Topic[]> {
  const events = batch as readonly Numbered<Handled>[];
  const gathered = nothingGathered(openRows(await tables.openRows(contactsOf(events), rowsOf(events))));
  for (const recorded of events) gather(gathered, recorded);
  await save(gathered, tables);
  return [dispatchTopic];
}

function contactsOf(events: readonly Numbered<Handled>[]): string[] {
  return events.flatMap(({ event }) =>
    event.type === 'InboundReceived' || event.type === 'InboundCallReceived' ? [event.data.contactId] : [],
  );
}

function rowsOf(events: readonly Numbered<Handled>[]): string[] {
  return events.flatMap(({ event }) => (event.type === 'AttemptIntended' ? [event.data.rowId] : []));
}

async function save(gathered: Gathered, tables: DispatchBatch): Promise<void> {
  const { put, remove, movedRows, settledAttempts, takenMessages, runs, rows } = gathered;
  const touched = [...runs, ...put.values()].map(({ executionId }) => executionId);
  const records = await tables.runs([...new Set(touched)]);
  const { followUps, upheavals } = changeRuns(records, runs);
  const changed = new Set(runs.map(({ executionId }) => executionId));
  const asked = [...put.values(), ...followUps].filter(({ subject }) => !rows.hasEnded(subject));
  await tables.save({
    removed: [...remove.values()],
    movedRows: [...movedRows],
    rows: rows.changes(),
    runs: [...records.values()].filter(({ executionId }) => changed.has(executionId)),
    upheavals,
    put: asked.map((dispatch) => ({ ...dispatch, held: isHeld(records, dispatch) })),
    ...{ settledAttempts, takenMessages },
  });
}

function gather(gathered: Gathered, { event, at, stream, revision, number }: Numbered<Handled>): void {
  switch (event.type) {
    case 'CampaignExecutionStarted':
      return ask(gathered, {
        ...forRun(event.data.executionId, at),
        inputId: 'begin',
        kind: 'begin',
        payload: { stream, revision },
      });
    case 'CallbackRecorded':
    case 'CallStatusRecorded':
    case 'DialogueRecorded':
    case 'TransferRecorded':
    case 'InboundReceived':
    case 'InboundCallReceived':
    case 'RecoveredOutreachAdopted':
      return gatherOutside(gathered, event, { at, stream, revision });
    case 'RowStarted':
    case 'ContactDecided':
    case 'AttemptIntended':
    case 'CallIntended':
    case 'CallConcluded':
    case 'CallReleased':
    case 'TransferIntended':
    case 'TransferConcluded':
    case 'AttemptAccepted':
    case 'AttemptFailed':
    case 'AttemptAbsent':
    case 'AttemptInDoubt':
    case 'ReplyReceived':
    case 'RowMoved':
    case 'RowEnded':
      return gatherRow(gathered, event, { at, number });
    case 'DoubtResolved': {
      const { rowId, executionId, attemptId, wentOut } = event.data;
      const inputId = `resolve ${attemptId} ${number}`;
      return ask(gathered, {
        ...forRow({ rowId, executionId }, at),
        ...{ inputId, kind: 'resolve', payload: { attemptId, wentOut } },
      });
    }
    case 'ExecutionStarted':
    case 'BatchAdmitted':
    case 'ExecutionPauseAsked':
    case 'ExecutionPaused':
    case 'ExecutionResumed':
    case 'ExecutionStopAsked':
    case 'ExecutionStopped':
    case 'ExecutionCompleted':
      gathered.runs.push({ executionId: event.data.executionId, at, number, change: 'event', event });
      if (event.type === 'BatchAdmitted') admitted(gathered, event.data, at);
  }
}

function admitted(
  gathered: Gathered,
  { executionId, batch, firstRow, slices }: Extract<ExecutionEvent, { type: 'BatchAdmitted' }>['data'],
  at: Instant,
): void {
  let n = firstRow;
  for (const { chunk, offset, count } of slices)
    for (let i = 0; i < count; i += 1, n += 1)
      ask(gathered, {
        ...forRow({ rowId: rowIdOf(executionId, n), executionId }, at),
        inputId: 'start',
        kind: 'start',
        payload: { n, batch, chunk, offset: offset + i },
      });
}
