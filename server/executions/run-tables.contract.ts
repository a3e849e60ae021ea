import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Dispatch } from './dispatch.ts';
import type { OpenRowRecord } from './open-rows.ts';
import type { RunRecord } from './run-record.ts';
import type { DispatchBatch, DispatchChanges, Guard, RunTables } from './run-tables.ts';

export type RunTablesUnderTest = {
  readonly tables: RunTables;
  /** Does something as the dispatcher does, whole or not at all. */
  within(work: (batch: DispatchBatch) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

const at = (seconds: number): string => new Date(Date.parse('2026-11-24T12:00:00.000Z') + seconds * 1000).toISOString();
const nothing: DispatchChanges = {
  ...{ removed: [], movedRows: [], rows: { saved: [], removed: [], awaiting: [] }, runs: [], upheavals: [], put: [] },
  ...{ settledAttempts: [], takenMessages: [] },
};

/** What is to be done, wherever it is kept. */
export function describeRunTables(name: string, open: () => Promise<RunTablesUnderTest>): void {
  describe(`the contract of what is to be done: ${name}`, () => {
    let under: RunTablesUnderTest;
    let tables: RunTables;
    beforeAll(async () => {
      under = await open();
      tables = under.tables;
    });
    afterAll(() => under.close());

    const save = (changes: Partial<DispatchChanges>) => under.within((batch) => batch.save({ ...nothing, ...changes }));
    const claim = (seconds: number, most = 100) =>
      tables.claim({ now: at(seconds), leaseUntil: at(seconds + 30), most });
    const start = (executionId: string, n: number, change: Partial<Dispatch> = {}) =>
      ({
        ...{ subject: `${executionId}_${n}`, inputId: 'start', executionId, kind: 'start', dueAt: at(n) },
        ...{ payload: { n, batch: 0, chunk: 0, offset: n }, held: false, ...change },
      }) as Dispatch & { held: boolean };
    const timeout = (executionId: string, n: number, until: string) =>
      start(executionId, n, {
        ...{ inputId: `timeout ${until}`, kind: 'timeout', dueAt: until, payload: { step: 'wait', until } },
      });
    const inputsOf = (dispatches: readonly Dispatch[]): string[] =>
      dispatches.map(({ subject, inputId }) => `${subject.slice(36)} ${inputId}`);
    const emptied = async (): Promise<void> => {
      await tables.remove(await claim(1_000_000));
    };

    describe('a dispatch', () => {
      test('is taken when it is due, the oldest first, no more than asked for, and by one only', async () => {
        const run = randomUUID();
        await save({ put: [3, 1, 2, 50].map((n) => start(run, n)) });
        expect(inputsOf(await claim(10, 2))).toEqual(['_1 start', '_2 start']);
        expect(await claim(10)).toMatchObject([
          { subject: `${run}_3`, kind: 'start', dueAt: at(3), leaseUntil: at(40), payload: { n: 3, offset: 3 } },
        ]);
        expect(await claim(10)).toEqual([]);
        await emptied();
      });
      test('is taken again when its lease has run out, and not when it was done', async () => {
        const run = randomUUID();
        await save({ put: [start(run, 1), start(run, 2)] });
        const [first] = await claim(10);
        if (first) await tables.remove([first]);
        expect(await claim(40)).toEqual([]);
        expect(inputsOf(await claim(41))).toEqual(['_2 start']);
        await emptied();
      });
      test('that is put off comes at its new time', async () => {
        const run = randomUUID();
        await save({ put: [start(run, 1)] });
        const [taken] = await claim(10);
        await tables.postpone([{ subject: taken?.subject ?? '', inputId: 'start', until: at(15) }]);
        expect(await claim(14)).toEqual([]);
        expect(await claim(15)).toMatchObject([{ dueAt: at(15) }]);
        await emptied();
      });
      test('that is there already stays as it is when it is put again', async () => {
        const run = randomUUID();
        await save({ put: [start(run, 1)] });
        await save({ put: [start(run, 1, { dueAt: at(500) })] });
        expect(inputsOf(await claim(10))).toEqual(['_1 start']);
        await emptied();
      });
      test('that is taken back and put in one batch is there', async () => {
        const run = randomUUID();
        await save({ put: [start(run, 1), start(run, 2)] });
        await save({ removed: [start(run, 1), start(run, 2)], put: [start(run, 2, { dueAt: at(7) })] });
        expect(await claim(10)).toMatchObject([{ subject: `${run}_2`, dueAt: at(7) }]);
        await emptied();
      });
      test('to end a wait goes when its row has moved on, and no other', async () => {
        const run = randomUUID();
        await save({ put: [timeout(run, 1, at(5)), start(run, 1), timeout(run, 2, at(5))] });
        await save({ movedRows: [`${run}_1`], put: [timeout(run, 1, at(9))] });
        expect(inputsOf(await claim(10))).toEqual(['_1 start', `_2 timeout ${at(5)}`, `_1 timeout ${at(9)}`]);
        await emptied();
      });
    });

    describe('a run', () => {
      const run = (executionId: string, change: Partial<RunRecord> = {}): RunRecord => ({
        ...{ executionId, status: 'running', rows: 5, admitted: 3, ended: 1, delaySeconds: 0.5 },
        ...{
          failureRate: null,
          sample: null,
          samples: [{ since: at(0), attempts: 2, failures: 1 }],
          unstarted: new Map([[0, 2]]),
          ...change,
        },
      });

      test('is kept as it was saved last, with its batches', async () => {
        const [one, two] = [run(randomUUID()), run(randomUUID(), { failureRate: 0.5, sample: 10 })];
        await save({ runs: [one, two] });
        const changed = run(one.executionId, { status: 'paused', ended: 4, unstarted: new Map([[1, 7]]) });
        await save({ runs: [changed] });
        await under.within(async (batch) => {
          const found = await batch.runs([one.executionId, two.executionId, randomUUID()]);
          expect(found).toEqual(new Map([changed, two].map((each) => [each.executionId, each])));
        });
        expect(await tables.endedRows(one.executionId)).toBe(4);
        expect(await tables.endedRows(randomUUID())).toBe(0);
      });
      test('that is held keeps back what begins something new, until it is released', async () => {
        const executionId = randomUUID();
        const question = start(executionId, 2, { inputId: 'q', kind: 'reconcile', payload: { attemptId: 'a' } });
        await save({ put: [start(executionId, 1), question] });
        await save({
          upheavals: [{ executionId, at: at(0), what: 'hold' }],
          put: [{ ...start(executionId, 3), held: true }],
        });
        expect(inputsOf(await claim(10))).toEqual(['_2 q']);
        await save({ upheavals: [{ executionId, at: at(0), what: 'release' }] });
        expect(inputsOf(await claim(20))).toEqual(['_1 start', '_3 start']);
        await emptied();
      });
      test('that is stopped ends the rows under way; those not begun are not begun any more', async () => {
        const executionId = randomUUID();
        const row: OpenRowRecord = {
          ...{ rowId: `${executionId}_1`, executionId, contactId: 'c', channelId: null, callChannelId: null },
          heardFrom: 1,
        };
        const question = start(executionId, 1, { inputId: 'q', kind: 'reconcile', payload: { attemptId: 'a' } });
        await save({
          rows: { ...nothing.rows, saved: [row] },
          put: [question, timeout(executionId, 1, at(4)), start(executionId, 2), start(executionId, 0)],
        });
        const [held] = await claim(0);
        expect(held).toMatchObject({ subject: `${executionId}_0`, inputId: 'start' });
        await save({ upheavals: [{ executionId, at: at(5), what: 'stop' }] });
        // What is held is left to its holder, or to whoever takes it when the lease has run out.
        expect(await tables.inFlight(executionId, at(20))).toBe(1);
        expect(inputsOf(await claim(10))).toEqual(['_1 q', '_1 stop']);
        expect(inputsOf(await claim(31))).toEqual(['_0 start']);
        await emptied();
        await save({ upheavals: [{ executionId, at: at(5), what: 'forget' }] });
        expect(await tables.openRows(executionId)).toBe(0);
      });
      test('that is forgotten leaves nothing to do but what is put with it', async () => {
        const executionId = randomUUID();
        await save({ runs: [run(executionId)], put: [start(executionId, 1)] });
        await save({ upheavals: [{ executionId, at: at(5), what: 'forget' }], put: [start(executionId, 2)] });
        expect(inputsOf(await claim(10))).toEqual(['_2 start']);
        expect(await tables.endedRows(executionId)).toBe(0);
        await emptied();
      });
    });

    describe('rows under way', () => {
      test('are found by contact and by id, as they were saved last, until they have ended', async () => {
        const executionId = randomUUID();
        const [one, two] = [randomUUID(), randomUUID()];
        const row = (n: number, contactId: string, change: Partial<OpenRowRecord> = {}): OpenRowRecord => ({
          ...{ rowId: `${executionId}_${n}`, executionId, contactId, channelId: null, callChannelId: null },
          ...{ heardFrom: n, ...change },
        });
        const found = async (contacts: string[], rows: string[] = []): Promise<OpenRowRecord[]> => {
          const all: OpenRowRecord[] = [];
          await under.within(async (batch) => void all.push(...(await batch.openRows(contacts, rows))));
          return all.toSorted((left, right) => left.heardFrom - right.heardFrom);
        };
        const channelId = randomUUID();
        const rows = [row(1, one), row(2, one), row(3, two)];
        await save({ rows: { ...nothing.rows, saved: rows } });
        await save({
          rows: { saved: [row(2, one, { channelId })], removed: [], awaiting: [[`${executionId}_3`, channelId]] },
        });
        expect(await found([one])).toEqual([row(1, one), row(2, one, { channelId })]);
        expect(await found([], [`${executionId}_3`])).toEqual([row(3, two, { callChannelId: channelId })]);
        await save({ rows: { saved: [], removed: [`${executionId}_1`], awaiting: [[`${executionId}_3`, null]] } });
        expect(await found([one, two])).toEqual([row(2, one, { channelId }), row(3, two)]);
        expect(await tables.openRows(executionId)).toBe(2);
      });
    });

    describe('a guard', () => {
      const guard = (executionId: string, n: number, k: number, change: Partial<Guard> = {}): Guard => ({
        ...{ channelId: executionId, contactId: 'ana', rowId: `${executionId}_${n}`, executionId, kind: 'message' },
        ...{ attemptId: `${executionId}_${n}.${k}`, ...change },
      });

      test('lets one row alone contact a person through a channel', async () => {
        const run = randomUUID();
        const both = [guard(run, 1, 1), guard(run, 2, 1), guard(run, 2, 2, { contactId: 'luis' })];
        expect([...(await tables.guard(both, at(0)))].toSorted()).toEqual([`${run}_1.1`, `${run}_2.2`]);
        expect(await tables.guard([guard(run, 2, 3)], at(0))).toEqual(new Set());
        expect(await tables.guard([guard(run, 1, 2)], at(0))).toEqual(new Set([`${run}_1.2`]));
        expect(await tables.inFlight(run, at(0))).toBe(2);
      });
      test('of a message goes when the carrier took it, that of a call when it is over', async () => {
        const run = randomUUID();
        const [message, call] = [guard(run, 1, 1), guard(run, 2, 1, { contactId: 'luis', kind: 'call' })];
        await tables.guard([message, call], at(0));
        await save({ takenMessages: [message.attemptId, call.attemptId] });
        expect(await tables.inFlight(run, at(0))).toBe(1);
        await save({ settledAttempts: [call.attemptId] });
        expect(await tables.inFlight(run, at(0))).toBe(0);
      });
      test('that is old is found, and can be given back unless it was taken anew', async () => {
        const run = randomUUID();
        const mine = guard(run, 1, 1);
        const asked = { attemptId: mine.attemptId, rowId: mine.rowId, channelId: mine.channelId };
        await tables.guard([mine], at(-1_000));
        expect(await tables.oldGuards(at(-1_000))).not.toContainEqual(asked);
        expect(await tables.oldGuards(at(-999))).toContainEqual(asked);
        await tables.giveBack([mine.attemptId], at(-1_000));
        expect(await tables.inFlight(run, at(0))).toBe(1);
        await tables.giveBack([mine.attemptId], at(-999));
        expect(await tables.inFlight(run, at(0))).toBe(0);
      });
      test('and what is leased are in flight', async () => {
        const run = randomUUID();
        await save({ put: [start(run, 1), start(run, 2), { ...start(run, 3), subject: run }] });
        await claim(10);
        expect(await tables.inFlight(run, at(20))).toBe(2);
        expect(await tables.inFlight(run, at(40))).toBe(0);
        await emptied();
      });
    });
  });
}
