import { describe, expect, test } from '@jest/globals';
import type { FlowEvent } from './events.ts';
import type { ReceivedOp } from './operation.ts';
import { judgePush } from './push.ts';
import { emptyFlow, type FlowState } from './state.ts';

const op = (seq: number, id = seq, body: { readonly k: string } = { k: 'setMeta' }): ReceivedOp => ({
  ...{ field: `f${id}`, to: id },
  ...body,
  ...{ opId: `0193f1a0-0000-7000-8000-${String(id).padStart(12, '0')}`, replica: 'ana-1', seq, v: 1 },
  ...{ flowId: 'flow', at: 0 },
});
const push = (state: FlowState, ops: readonly ReceivedOp[], actor = 'ana', replica = 'ana-1') =>
  judgePush(state, { replica, ops, actor });
const typesOf = (events: readonly FlowEvent[]): string[] => events.map(({ type }) => type);
const two = push(emptyFlow, [op(1), op(2)]).state;

describe('a push', () => {
  test('is recorded edit by edit, in the order of their numbers', () => {
    const { status, events, lastSeq, state } = push(emptyFlow, [op(2), op(1)]);
    expect([status, events.map(({ data }) => data.op.seq), lastSeq, state.rev]).toEqual(['ok', [1, 2], 2, 1]);
  });
  test('that comes twice is recorded once', () => {
    expect(push(two, [op(1), op(2)])).toMatchObject({ status: 'ok', events: [], lastSeq: 2 });
  });
  test('of which a part was recorded already records the rest', () => {
    expect(push(two, [op(2), op(3)]).events.map(({ data }) => data.op.seq)).toEqual([3]);
  });
  test('that leaves out a number stops there, and what came before it counts', () => {
    const { status, events, lastSeq } = push(emptyFlow, [op(1), op(3)]);
    expect([status, events.length, lastSeq]).toEqual(['gap', 1, 1]);
  });
  test('that uses a number for another edit says that the device was restored', () => {
    const { status, events, lastSeq } = push(two, [op(2, 9), op(3)]);
    expect([status, events, lastSeq]).toEqual(['fork', [], 2]);
  });
  test('with an edit known under another device is a duplicate and takes its number', () => {
    const { status, events, lastSeq } = push(two, [{ ...op(1), replica: 'ana-2' }], 'ana', 'ana-2');
    expect([status, events, lastSeq]).toMatchObject(['ok', [{ data: { why: 'duplicate' } }], 1]);
  });
  test('with an edit that nobody understands keeps it, and goes on behind it', () => {
    const { status, events, lastSeq } = push(emptyFlow, [op(1, 1, { k: 'paintStep' }), op(2)]);
    expect([status, typesOf(events), lastSeq]).toEqual(['ok', ['FlowEditRejected', 'FlowEditApplied'], 2]);
  });
  test('of nothing tells how far the device has come', () => {
    expect(push(two, [])).toMatchObject({ status: 'ok', events: [], lastSeq: 2 });
    expect(push(emptyFlow, [])).toMatchObject({ status: 'ok', lastSeq: 0 });
  });
  test('changes nothing of the state it is judged against', () => {
    push(emptyFlow, [op(1)]);
    expect([emptyFlow.rev, emptyFlow.ops.size, emptyFlow.meta.size]).toEqual([-1, 0, 0]);
  });
});

describe('edits are pushed by their owner only', () => {
  test('under somebody else’s name they are turned away whole', () => {
    expect(push(two, [op(3)], 'bruno')).toMatchObject({ status: 'forbidden', events: [], lastSeq: 2 });
  });
  test('a device belongs to the first person who used it', () => {
    expect(push(two, [op(3)], 'ana').status).toBe('ok');
  });
  test('with an edit of another device among them they are turned away whole', () => {
    const mixed = [op(3), { ...op(4), replica: 'bruno-1' }];
    expect(push(two, mixed)).toMatchObject({ status: 'forbidden', events: [] });
  });
});
