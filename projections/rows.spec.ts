import { describe, expect, test } from '@jest/globals';
import type { RowEvent } from '#contracts/row/events';
import { rowExamples } from '#contracts/row/examples';
import { callbackExamples } from '#contracts/callback/examples';
import { evolveRow, rowIdOf, type HandledByRows, type RowRow } from './rows.ts';

const { RowStarted, AttemptIntended, AttemptAccepted, CallIntended, CallConcluded, TransferIntended } = rowExamples;
const { TransferConcluded, ContactDecided, RowEnded, ReplyReceived } = rowExamples;
const until = '2026-11-25T12:00:00.000Z';

const deferred = (reason: 'QuietHours' | 'RetryLater', step = 'greet'): RowEvent => ({
  type: 'ContactDecided',
  data: { ...ContactDecided.data, step, verdict: 'deferred', reason, attemptId: null, until },
});
const moved = (to: string, path: readonly string[], limit: string | null = until): RowEvent => ({
  type: 'RowMoved',
  data: {
    ...{ rowId: RowStarted.data.rowId, executionId: RowStarted.data.executionId, to, until: limit },
    path: path.map((way) => ({ step: way.split('/')[0] ?? '', port: way.split('/')[1] ?? '' })),
  },
});

function row(...events: HandledByRows[]): RowRow {
  let known: RowRow | undefined;
  [RowStarted, ...events].forEach((event, i) => {
    const provenance = { commandId: 'c', correlationId: 'c', by: 'system:test', at: until };
    if (rowIdOf(event) !== null)
      known = evolveRow(known, { ...provenance, event, id: '', stream: '', revision: i, position: '', number: i + 1 });
  });
  if (!known) throw new Error('A row begins with RowStarted.');
  return known;
}

describe('a row', () => {
  test('that is put off waits at its step for the moment, with the reason', () => {
    expect(row(deferred('QuietHours'), moved('greet', ['start/next']))).toMatchObject({
      ...{ step: 'greet', waiting_until: until, deferred_because: 'QuietHours', deferrals: 1, retries: 0 },
    });
  });
  test('that is tried again waits where it stands, without leaving the step', () => {
    expect(row(AttemptIntended, deferred('RetryLater'), moved('greet', []))).toMatchObject({
      ...{ step: 'greet', waiting_until: until, deferred_because: 'RetryLater', retries: 1, passed: [] },
    });
  });
  test('waits for nothing while it is being contacted, and goes on waiting when that came to nothing', () => {
    const waiting = [moved('callBack', ['start/next'])] as const;
    expect(row(...waiting, CallIntended).waiting_until).toBeNull();
    expect(row(deferred('QuietHours'), moved('greet', []), AttemptIntended).deferred_because).toBeNull();
    expect(row(...waiting, CallIntended, moved('callBack', [])).waiting_until).toBe(until);
  });
  test('that waits for an answer is not put off', () => {
    const later = [deferred('QuietHours'), moved('greet', []), moved('wait', ['greet/sent'])];
    expect(row(...later)).toMatchObject({ step: 'wait', waiting_until: until, deferred_because: null });
  });
  test('was contacted when the carrier took a message or a call, not when it took a transfer', () => {
    expect(row(AttemptIntended, AttemptAccepted)).toMatchObject({ contacted: true, messaged: true, calls: 0 });
    expect(row(CallIntended, AttemptAccepted)).toMatchObject({ contacted: true, messaged: false, calls: 1 });
    expect(row(TransferIntended, AttemptAccepted)).toMatchObject({ contacted: false, messaged: false, calls: 0 });
  });
  test('whose own call is answered was contacted and not called', () => {
    const inbound: RowEvent = {
      type: 'CallIntended',
      data: { ...CallIntended.data, direction: 'inbound', callId: 'CA1' },
    };
    expect(row(inbound, AttemptAccepted, CallConcluded)).toMatchObject({ contacted: true, calls: 0, answered: true });
  });
  test('counts as answered and put through when that is known', () => {
    expect(row(CallIntended, callbackExamples.CallStatusRecorded).answered).toBe(true);
    expect(row(CallIntended, TransferIntended, TransferConcluded).transferred).toBe(true);
  });
  test('keeps when the first reply came, and every way it passed once', () => {
    const again: RowEvent = { type: 'ReplyReceived', data: { ...ReplyReceived.data, receivedAt: until } };
    const known = row(ReplyReceived, again, moved('a', ['s/x', 'b/y']), moved('b', ['a/z', 's/x']), RowEnded);
    expect(known.replied_at).toBe(ReplyReceived.data.receivedAt);
    expect(known.passed).toEqual(['s/x', 'b/y', 'a/z', 'end/end']);
  });
});
