import type { Instant } from '#contracts/kernel/event';
import type { RowEvent } from '#contracts/row/events';
import type { Dispatch } from './dispatch.ts';
import { ask, drop, forRow, forRun, later, type Gathered } from './gathered.ts';

/** How long an attempt may stay unanswered before its fate is looked up: longer than any send may take. */
export const reconcileAfterMs = 10_000;

/** What follows from a row's events: waits to end, fates to look up, counts of its run. */
export function gatherRow(gathered: Gathered, event: RowEvent, { at, number }: { at: Instant; number: number }): void {
  const { rowId, executionId } = event.data;
  const { rows } = gathered;
  switch (event.type) {
    case 'RowStarted':
      rows.begin({
        rowId,
        executionId,
        contactId: event.data.contactId,
        channelId: null,
        callChannelId: null,
        heardFrom: number,
      });
      gathered.runs.push({ executionId, at, number, change: 'rowStarted', rowId, batch: event.data.batch });
      return;
    case 'AttemptIntended': {
      const { channelId } = event.data;
      rows.wrote(rowId, channelId, number);
      return ask(gathered, reconcile(event.data, at));
    }
    case 'CallIntended': {
      const { attemptId, overBy } = event.data;
      rows.awaitsCall(rowId, null);
      ask(gathered, reconcile(event.data, at));
      return ask(gathered, {
        ...forRow(event.data, overBy),
        ...{ inputId: `callFate ${attemptId}`, kind: 'callFate', payload: { attemptId, ask: true } },
      });
    }
    case 'TransferIntended': {
      const { attemptId, overBy } = event.data;
      return ask(gathered, {
        ...forRow(event.data, overBy),
        ...{ inputId: `transferFate ${attemptId}`, kind: 'transferFate', payload: { attemptId } },
      });
    }
    case 'AttemptAccepted':
      gathered.takenMessages.push(event.data.attemptId);
      gathered.runs.push({ executionId, at, number, change: 'attempt', failed: false, isNew: true, madeAt: at });
      return drop(gathered, rowId, `reconcile ${event.data.attemptId}`);
    case 'CallConcluded':
      if (event.data.result === 'failed') {
        const madeAt = event.data.intendedAt ?? at;
        gathered.runs.push({ executionId, at, number, change: 'attempt', failed: true, isNew: false, madeAt });
      }
      return over(gathered, rowId, event.data.attemptId);
    case 'AttemptFailed': {
      const { attemptId, when, why, code, intendedAt: madeAt = at } = event.data;
      gathered.runs.push({
        executionId,
        at,
        number,
        change: 'attempt',
        failed: true,
        isNew: when === 'at-once',
        madeAt,
      });
      if (why === 'configuration') ask(gathered, pauseFor(executionId, { at, number, code }));
      return over(gathered, rowId, attemptId);
    }
    case 'TransferConcluded':
    case 'AttemptAbsent':
    case 'AttemptInDoubt':
      return over(gathered, rowId, event.data.attemptId);
    case 'RowMoved':
      return moved(gathered, event.data, { at, number });
    case 'RowEnded':
      rows.end(rowId);
      withdrawTimeout(gathered, rowId);
      gathered.runs.push({ executionId, at, number, change: 'rowEnded' });
      return;
    case 'ContactDecided':
    case 'CallReleased':
    case 'ReplyReceived':
  }
}

/** Nothing more is to be found out about an attempt. In doubt it stays open to a late word. */
function over(gathered: Gathered, rowId: string, attemptId: string): void {
  gathered.settledAttempts.push(attemptId);
  for (const asked of ['reconcile', 'callFate', 'transferFate']) drop(gathered, rowId, `${asked} ${attemptId}`);
}

function reconcile(ids: { rowId: string; executionId: string; attemptId: string }, at: Instant): Dispatch {
  const { attemptId } = ids;
  const dueAt = later(at, reconcileAfterMs);
  return { ...forRow(ids, dueAt), inputId: `reconcile ${attemptId}`, kind: 'reconcile', payload: { attemptId } };
}

/** What a person has to put right at the carrier would fail every further attempt alike. */
function pauseFor(executionId: string, { at, number, code }: { at: Instant; number: number; code: string }): Dispatch {
  const sentence = `The carrier refused an attempt with error ${code}, which is about the account, the sender or the template; put it right there and resume.`;
  return {
    ...forRun(executionId, at),
    ...{ inputId: `autoPause ${number}`, kind: 'autoPause', payload: { cause: 'configuration', sentence } },
  };
}

function moved(
  gathered: Gathered,
  data: Extract<RowEvent, { type: 'RowMoved' }>['data'],
  { at, number }: { readonly at: Instant; readonly number: number },
): void {
  const { rowId, to, until, callTo } = data;
  gathered.rows.awaitsCall(rowId, callTo ?? null);
  // A call that was recorded before this was heard by nobody; the row itself may have looked just before it came.
  if (callTo !== undefined)
    ask(gathered, {
      ...forRow(data, at),
      ...{ inputId: `ringing ${number}`, kind: 'ringing', payload: { channelId: callTo } },
    });
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
