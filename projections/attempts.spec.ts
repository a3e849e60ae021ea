import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callbackExamples } from '#contracts/callback/examples';
import { callRankOf, callStatuses } from '#contracts/callback/call-status';
import { messageStatuses, rankOf, type MessageStatus } from '#contracts/callback/status';
import type { Event, Numbered } from '#contracts/kernel/event';
import { rowExamples } from '#contracts/row/examples';
import type { OfAnyAttempt, OfCall, OfMessage, OfTransfer } from './attempt-events.ts';
import { evolveCall, wordOnCall } from './calls.ts';
import { evolveMessage } from './messages.ts';
import { evolveTransfer } from './transfers.ts';

const at = (second: number): string => new Date(Date.parse('2026-11-24T12:00:00.000Z') + second * 1000).toISOString();

function numbered<E extends Event>(event: E, i: number): Numbered<E> {
  const provenance = { commandId: 'c', correlationId: 'c', by: 'system:test', at: at(i) };
  return { ...provenance, event, id: `${i}`, stream: 's', revision: i, position: `${i}`, number: i + 1 };
}

function fold<Row, E extends Event>(
  evolve: (row: Row | undefined, recorded: Numbered<E>) => Row | undefined,
  events: readonly E[],
): Row {
  const row = events.map(numbered).reduce<Row | undefined>((known, recorded) => evolve(known, recorded), undefined);
  if (!row) throw new Error('The events made no row; the first has to begin one.');
  return row;
}

const { CallIntended, CallConcluded, TransferIntended, TransferConcluded, AttemptIntended } = rowExamples;
const { AttemptAccepted, AttemptFailed, AttemptAbsent, AttemptInDoubt } = rowExamples;
const { CallStatusRecorded, DialogueRecorded, CallRecorded, TransferRecorded, CallbackRecorded } = callbackExamples;

const call = (...events: (OfCall | OfAnyAttempt)[]) => fold(evolveCall, [CallIntended, ...events]);
const status = (data: Partial<(OfCall & { type: 'CallStatusRecorded' })['data']>): OfCall => ({
  type: 'CallStatusRecorded',
  data: { ...CallStatusRecorded.data, answeredBy: null, seconds: null, ...data },
});
const concluded = (data: Partial<(OfCall & { type: 'CallConcluded' })['data']>): OfCall => ({
  type: 'CallConcluded',
  data: { ...CallConcluded.data, ...data },
});

describe('a call', () => {
  test('stands at the furthest status, in whatever order they come; the others are counted as late', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...callStatuses], { minLength: 1 }), (statuses) => {
        const row = call(AttemptAccepted, ...statuses.map((each) => status({ status: each })));
        let known = callRankOf('queued');
        let late = 0;
        for (const each of statuses) {
          if (callRankOf(each) > known) known = callRankOf(each);
          else late += 1;
        }
        expect([callRankOf(row.status as 'queued'), row.late_callbacks]).toEqual([known, late]);
      }),
    );
  });
  test('that was given up counts as answered when the carrier says so later', () => {
    const row = call(
      AttemptAccepted,
      concluded({ result: 'failed', code: '20500', live: false, endedBy: null, seconds: null }),
      status({ status: 'completed', answeredBy: 'human', seconds: 40 }),
    );
    expect(row).toMatchObject({
      result: 'answered',
      error_code: null,
      failure: null,
      seconds: 40,
      status: 'completed',
    });
  });
  test('that was answered is not undone by a failure that is told later', () => {
    const row = call(
      AttemptAccepted,
      status({ status: 'completed' }),
      status({ status: 'failed', errorCode: '20500' }),
    );
    expect(row).toMatchObject({ result: 'answered', status: 'completed', error_code: null, late_callbacks: 1 });
  });
  test('that was found to have failed gets its reason when the carrier tells it later, and only then', () => {
    const asked = concluded({ result: 'failed', code: null, live: false, endedBy: null, seconds: null });
    const told = status({ status: 'failed', errorCode: '21215' });
    const reasoned = { result: 'failed', status: 'failed', error_code: '21215', failure: 'configuration' };
    expect(call(AttemptAccepted, asked)).toMatchObject({ result: 'failed', error_code: null, failure: 'unknown' });
    expect(call(AttemptAccepted, asked, told)).toMatchObject(reasoned);
    const others = [status({ status: 'canceled', errorCode: '30008' }), status({ status: 'failed', errorCode: null })];
    expect(call(AttemptAccepted, asked, told, ...others)).toMatchObject(reasoned);
    const busy = concluded({ result: 'busy', code: null, live: false, endedBy: null, seconds: null });
    expect(call(AttemptAccepted, busy, told)).toMatchObject({ result: 'busy', error_code: null });
  });
  test('that a machine took is a voicemail, also when only an earlier word said who took it', () => {
    expect(
      call(status({ status: 'in-progress', answeredBy: 'machine' }), status({ status: 'completed' })),
    ).toMatchObject({
      result: 'voicemail',
      answered_by: 'machine',
    });
  });
  test('lasts as long as the carrier says, and until then as long as was spoken', () => {
    const spoken = [AttemptAccepted, DialogueRecorded, concluded({ seconds: 38 })] as const;
    expect(call(...spoken).seconds).toBe(38);
    expect(call(...spoken, status({ status: 'completed', seconds: 42 })).seconds).toBe(42);
    expect(call(status({ status: 'completed', seconds: 42 }), ...spoken).seconds).toBe(42);
  });
  test('keeps what was found out in it: who ended it, an opt-out, a recording', () => {
    const optOut: OfCall = {
      type: 'DialogueRecorded',
      data: { ...DialogueRecorded.data, optOut: true, endedBy: 'contact' },
    };
    expect(call(AttemptAccepted, optOut, CallRecorded)).toMatchObject({
      ...{ opted_out: true, ended_by: 'contact', recorded_seconds: 38, result: 'answered' },
    });
  });
  test('says one word about its channel, when it comes to its result', () => {
    const before = call(AttemptAccepted);
    const failed = call(AttemptAccepted, status({ status: 'failed', errorCode: '21215' }));
    expect(wordOnCall(before, failed)).toEqual({ outcome: 'configuration', code: '21215' });
    expect(wordOnCall(failed, call(AttemptAccepted, status({ status: 'completed' })))).toBeNull();
  });
});

describe('a transfer', () => {
  const transfer = (...events: (OfTransfer | OfAnyAttempt)[]) => fold(evolveTransfer, [TransferIntended, ...events]);
  test('is what it first came to, but a bridge counts whenever it becomes known', () => {
    const missed: OfTransfer = { type: 'TransferConcluded', data: { ...TransferConcluded.data, result: 'noAnswer' } };
    expect(transfer(missed).result).toBe('noAnswer');
    expect(transfer(missed, TransferRecorded)).toMatchObject({ result: 'bridged', seconds: 61 });
    expect(transfer(TransferRecorded, missed).result).toBe('bridged');
    expect(transfer(TransferRecorded, AttemptFailed)).toMatchObject({ result: 'bridged', status: 'concluded' });
  });
  test('that the carrier refused has failed, with its code', () => {
    expect(transfer(AttemptFailed)).toMatchObject({ status: 'failed', result: 'failed', error_code: '63024' });
  });
});

describe('a message', () => {
  const message = (...events: (OfMessage | OfAnyAttempt)[]) => fold(evolveMessage, [AttemptIntended, ...events]);
  const heard = (each: MessageStatus): OfMessage => ({
    type: 'CallbackRecorded',
    data: { ...CallbackRecorded.data, status: each, errorCode: each === 'failed' ? '30008' : null },
  });
  test('stands at the furthest status, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...messageStatuses], { minLength: 1 }), (statuses) => {
        const row = message(AttemptAccepted, ...statuses.map(heard));
        expect(rankOf(row.status as MessageStatus)).toBe(Math.max(...statuses.map(rankOf)));
        expect(row.delivered_at !== null).toBe(statuses.includes('delivered') || statuses.includes('read'));
      }),
    );
  });
  test('that failed later has its kind of failure from the carrier’s code', () => {
    expect(message(AttemptAccepted, heard('failed'))).toMatchObject({ failure: 'carrier', error_code: '30008' });
  });
  test('in doubt is settled by any word of the carrier', () => {
    expect(message(AttemptInDoubt).status).toBe('inDoubt');
    expect(message(AttemptInDoubt, AttemptAccepted).status).toBe('accepted');
    expect(message(AttemptInDoubt, AttemptAbsent).status).toBe('absent');
  });
});
