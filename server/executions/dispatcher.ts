import { sql, type Transaction } from 'kysely';
import type { CallbackRecorded } from '#contracts/callback/events';
import { isFailure } from '#contracts/callback/status';
import type { CampaignExecutionStarted } from '#contracts/campaign/events';
import type { InboundReceived } from '#contracts/contact/events';
import type { ExecutionEvent } from '#contracts/execution/events';
import type { Instant, Numbered } from '#contracts/kernel/event';
import type { Subscriber } from '#contracts/kernel/subscriber';
import type { RowEvent } from '#contracts/row/events';
import { rowIdOf, rowOfAttempt } from '#contracts/row/ids';
import { putDispatches, removeDispatches, removeTimeouts, type Dispatch } from './dispatch.ts';
import { loadOpenRows, saveOpenRows, type OpenRows } from './open-rows.ts';
import { applyExecutionChanges, holder, type ExecutionChange } from './run-executions.ts';

type Handled = CampaignExecutionStarted | ExecutionEvent | RowEvent | CallbackRecorded | InboundReceived;

/** How long an attempt may stay unanswered before its fate is looked up: longer than any send may take. */
export const reconcileAfterMs = 10_000;

/** What one batch of events asks for; written at its end in a few statements. */
type Gathered = {
  readonly put: Map<string, Dispatch>;
  readonly remove: Map<string, { subject: string; inputId: string }>;
  /** The time-out asked for in this batch, by row: its key in `put`. */
  readonly timeouts: Map<string, string>;
  /** Rows whose earlier time-out no longer holds. */
  readonly movedRows: Set<string>;
  readonly settledAttempts: string[];
  readonly executions: ExecutionChange[];
  readonly rows: OpenRows;
};

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
      'ExecutionStarted',
      'BatchAdmitted',
      'ExecutionPauseAsked',
      'ExecutionPaused',
      'ExecutionResumed',
      'ExecutionStopAsked',
      'ExecutionStopped',
      'ExecutionCompleted',
    ],
    ...[
      'RowStarted',
      'AttemptIntended',
      'AttemptAccepted',
      'AttemptFailed',
      'AttemptAbsent',
      'AttemptInDoubt',
      'RowMoved',
      'RowEnded',
    ],
  ],
  on: async (batch, tx) => {
    const events = batch as readonly Numbered<Handled>[];
    const gathered: Gathered = {
      put: new Map(),
      remove: new Map(),
      timeouts: new Map(),
      movedRows: new Set(),
      settledAttempts: [],
      executions: [],
      rows: await loadOpenRows(tx, contactsOf(events), rowsOf(events)),
    };
    for (const recorded of events) gather(gathered, recorded);
    await write(gathered, tx);
    return [dispatchTopic];
  },
};

function contactsOf(events: readonly Numbered<Handled>[]): string[] {
  return events.flatMap(({ event }) => (event.type === 'InboundReceived' ? [event.data.contactId] : []));
}

function rowsOf(events: readonly Numbered<Handled>[]): string[] {
  return events.flatMap(({ event }) => (event.type === 'AttemptIntended' ? [event.data.rowId] : []));
}

async function write(
  { put, remove, movedRows, settledAttempts, executions, rows }: Gathered,
  tx: Transaction<unknown>,
): Promise<void> {
  await removeDispatches(tx, [...remove.values()]);
  await removeTimeouts(tx, [...movedRows]);
  await saveOpenRows(tx, rows);
  const followUps = await applyExecutionChanges(tx, executions);
  const asked = [...put.values(), ...followUps].filter(({ subject }) => !rows.hasEnded(subject));
  const held = await holder(
    tx,
    asked.map(({ executionId }) => executionId),
  );
  await putDispatches(
    tx,
    asked.map((dispatch) => ({ ...dispatch, held: held(dispatch) })),
  );
  if (settledAttempts.length > 0)
    await sql`delete from run.open_attempt where attempt_id = any(${settledAttempts})`.execute(tx);
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
      return callback(gathered, event, at);
    case 'InboundReceived':
      return inbound(gathered, event, { at, stream, revision });
    case 'RowStarted':
    case 'ContactDecided':
    case 'AttemptIntended':
    case 'AttemptAccepted':
    case 'AttemptFailed':
    case 'AttemptAbsent':
    case 'AttemptInDoubt':
    case 'ReplyReceived':
    case 'RowMoved':
    case 'RowEnded':
      return row(gathered, event, { at, number });
    case 'ExecutionStarted':
    case 'BatchAdmitted':
    case 'ExecutionPauseAsked':
    case 'ExecutionPaused':
    case 'ExecutionResumed':
    case 'ExecutionStopAsked':
    case 'ExecutionStopped':
    case 'ExecutionCompleted':
      gathered.executions.push({ executionId: event.data.executionId, change: 'event', event, at });
      if (event.type === 'BatchAdmitted') admitted(gathered, event.data, at);
  }
}

function ask(gathered: Gathered, dispatch: Dispatch): void {
  gathered.put.set(`${dispatch.subject} ${dispatch.inputId}`, dispatch);
}

function drop(gathered: Gathered, subject: string, inputId: string): void {
  const key = `${subject} ${inputId}`;
  if (!gathered.put.delete(key)) gathered.remove.set(key, { subject, inputId });
}

function callback(gathered: Gathered, { data }: CallbackRecorded, at: Instant): void {
  const row = rowOfAttempt(data.attemptId);
  if (!row || !isFailure(data.status)) return;
  const { attemptId, providerId } = data;
  const payload = { attemptId, providerId, code: data.errorCode ?? data.status };
  ask(gathered, { ...forRow(row, at), inputId: `undelivered ${attemptId}`, kind: 'undelivered', payload });
}

/** An answer belongs to the row that wrote to this contact on this channel last. */
function inbound(
  gathered: Gathered,
  { data }: InboundReceived,
  { at, stream, revision }: { at: Instant; stream: string; revision: number },
): void {
  const listening = gathered.rows.listening(data.contactId, data.channelId);
  if (listening)
    ask(gathered, {
      ...forRow(listening, at),
      inputId: `reply ${data.provider}:${data.providerId}`,
      kind: 'reply',
      payload: { stream, revision },
    });
}

function row(gathered: Gathered, event: RowEvent, { at, number }: { at: Instant; number: number }): void {
  const { rowId, executionId } = event.data;
  const { rows } = gathered;
  switch (event.type) {
    case 'RowStarted':
      rows.begin({ rowId, executionId, contactId: event.data.contactId, channelId: null, heardFrom: number });
      gathered.executions.push({ executionId, change: 'rowStarted', rowId, batch: event.data.batch, at });
      return;
    case 'AttemptIntended': {
      const { attemptId, channelId } = event.data;
      rows.wrote(rowId, channelId, number);
      return ask(gathered, {
        ...forRow(event.data, later(at, reconcileAfterMs)),
        inputId: `reconcile ${attemptId}`,
        kind: 'reconcile',
        payload: { attemptId },
      });
    }
    case 'AttemptAccepted':
    case 'AttemptFailed':
    case 'AttemptAbsent':
    case 'AttemptInDoubt':
      gathered.settledAttempts.push(event.data.attemptId);
      return drop(gathered, rowId, `reconcile ${event.data.attemptId}`);
    case 'RowMoved':
      return moved(gathered, event.data);
    case 'RowEnded':
      rows.end(rowId);
      withdrawTimeout(gathered, rowId);
      gathered.executions.push({ executionId, change: 'rowEnded' });
      return;
    case 'ContactDecided':
    case 'ReplyReceived':
  }
}

function moved(gathered: Gathered, data: Extract<RowEvent, { type: 'RowMoved' }>['data']): void {
  const { rowId, to, until } = data;
  withdrawTimeout(gathered, rowId);
  if (until === null) return;
  const inputId = `timeout ${until}`;
  gathered.timeouts.set(rowId, `${rowId} ${inputId}`);
  ask(gathered, { ...forRow(data, until), inputId, kind: 'timeout', payload: { step: to, until } });
}

function withdrawTimeout(gathered: Gathered, rowId: string): void {
  const asked = gathered.timeouts.get(rowId);
  if (asked !== undefined) gathered.put.delete(asked);
  if (!gathered.rows.hasBegun(rowId)) gathered.movedRows.add(rowId);
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

function forRow({ rowId, executionId }: { rowId: string; executionId: string }, dueAt: Instant) {
  return { subject: rowId, executionId, dueAt };
}

function forRun(executionId: string, dueAt: Instant) {
  return { subject: executionId, executionId, dueAt };
}

function later(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString();
}
