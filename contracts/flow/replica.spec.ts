import { describe, expect, test } from '@jest/globals';
import type { SyncEvent } from '#contracts/wire/sync';
import { decide } from './decide.ts';
import { documentOf, evolve } from './evolve.ts';
import type { Body, ReceivedOp } from './operation.ts';
import {
  acknowledged,
  connected,
  edit,
  forkedInto,
  isForked,
  newReplica,
  receive,
  viewOf,
  waiting,
  type FlowReplica,
} from './replica.ts';
import { emptyFlow } from './state.ts';

const opId = (k: number): string => `0193f1a0-0000-7000-8000-${String(k).padStart(12, '0')}`;
const step = (id: string): Body => ({ k: 'addStep', id, type: 'End', x: 0, y: 0, config: {} });
const poison = { k: 'paintStep' };

/** A device of Ana's with edits that wait, their opIds counted from 1. */
function deviceWith(...bodies: readonly Parameters<typeof edit>[1][]): FlowReplica {
  return bodies.reduce<FlowReplica>(
    (replica, body, i) => edit(replica, body, { opId: opId(i + 1), at: i }),
    newReplica('flow', 'ana-1'),
  );
}

/** The events that a server makes of these edits, in this order. */
function landed(...ops: readonly ReceivedOp[]): SyncEvent[] {
  let state = emptyFlow;
  return ops.map((op, rev) => {
    const event = decide(state, op, op.replica);
    state = evolve(state, event);
    return { rev, event, time: '' };
  });
}

const others = (body: { readonly k: string }, k: number): ReceivedOp => ({
  ...body,
  ...{ opId: opId(900 + k), replica: 'bruno-1', seq: k, v: 1, flowId: 'flow', at: 0 },
});
const ids = ({ outbox }: FlowReplica): string[] => outbox.map((op) => op.opId);

describe('an edit', () => {
  test('takes the flow’s next number, from 1, and waits', () => {
    expect(deviceWith(step('a'), step('b')).outbox.map(({ seq, opId: id }) => [seq, id])).toEqual([
      [1, opId(1)],
      [2, opId(2)],
    ]);
  });
  test('is seen at once, on top of what the server has confirmed', () => {
    const { replica } = receive(deviceWith(step('mine')), landed(others(step('theirs'), 1)));
    expect(Object.keys(documentOf(viewOf(replica, 'ana')).steps)).toEqual(['mine', 'theirs']);
    expect(Object.keys(documentOf(replica.confirmed).steps)).toEqual(['theirs']);
  });
  test('that nobody understands hides nothing that comes after it', () => {
    expect(viewOf(deviceWith(poison, step('a')), 'ana').steps.has('a')).toBe(true);
  });
});

describe('an answer of the server', () => {
  test('moves the mark and leaves the edit in the outbox', () => {
    const told = acknowledged(deviceWith(step('a'), step('b')), 1);
    expect([ids(told), waiting(told, 50).map(({ seq }) => seq)]).toEqual([[opId(1), opId(2)], [2]]);
  });
  test('that comes late does not move the mark back', () => {
    expect(acknowledged(acknowledged(deviceWith(step('a')), 1), 0).onServer).toBe(1);
  });
  test('is not relied on after a new connection: everything is sent again', () => {
    expect(waiting(connected(acknowledged(deviceWith(step('a')), 1)), 50)).toHaveLength(1);
  });
  test('is never waited for with more than so many edits', () => {
    expect(waiting(deviceWith(step('a'), step('b'), step('c')), 2).map(({ seq }) => seq)).toEqual([1, 2]);
  });
});

describe('events', () => {
  const device = deviceWith(step('a'), step('b'));
  const events = landed(...device.outbox, others(step('c'), 1));
  test('take their edits out of the outbox', () => {
    const { replica, gap } = receive(device, events);
    expect([ids(replica), replica.confirmed.rev, gap]).toEqual([[], 2, false]);
  });
  test('that came already change nothing', () => {
    const once = receive(device, events).replica;
    expect(receive(once, events)).toEqual({ replica: once, gap: false });
  });
  test('after a gap are not taken, and the gap is said', () => {
    const { replica, gap } = receive(device, events.slice(1));
    expect([replica.confirmed.rev, ids(replica), gap]).toEqual([-1, [opId(1), opId(2)], true]);
  });
  test('before a gap are taken', () => {
    const { replica, gap } = receive(device, [...events.slice(0, 1), ...events.slice(2)]);
    expect([replica.confirmed.rev, ids(replica), gap]).toEqual([0, [opId(2)], true]);
  });
  test('of an edit that nobody understood keep it in quarantine, once', () => {
    const mine = deviceWith(poison);
    const rejected = landed(...mine.outbox);
    const { replica } = receive(receive(mine, rejected).replica, rejected);
    expect([ids(replica), replica.quarantine]).toEqual([[], mine.outbox]);
  });
  test('of somebody else’s edit that nobody understood leave my quarantine alone', () => {
    expect(receive(device, landed(others(poison, 1))).replica.quarantine).toEqual([]);
  });
});

describe('a device restored from an older backup', () => {
  const before = newReplica('flow', 'ana-1');
  const lost = edit(before, step('lost'), { opId: opId(1), at: 0 });
  const caughtUp = receive(before, landed(...lost.outbox)).replica;
  const reused = edit(caughtUp, step('again'), { opId: opId(2), at: 1 });

  test('is known by a waiting edit whose number was used already', () => {
    expect([isForked(caughtUp), isForked(reused)]).toEqual([false, true]);
  });
  test('is not taken for one while its numbers are ahead', () => {
    expect(isForked(edit(receive(lost, landed(...lost.outbox)).replica, step('b'), { opId: opId(3), at: 2 }))).toBe(
      false,
    );
  });
  test('goes on under another id, numbered from 1, and its edits keep their opIds', () => {
    const forked = forkedInto(edit(acknowledged(reused, 1), step('more'), { opId: opId(3), at: 2 }), 'ana-2');
    expect(forked.outbox.map(({ replica, seq, opId: id }) => [replica, seq, id])).toEqual([
      ['ana-2', 1, opId(2)],
      ['ana-2', 2, opId(3)],
    ]);
    expect([forked.replica, forked.next, waiting(forked, 50).length, isForked(forked)]).toEqual(['ana-2', 3, 2, false]);
  });
  test('keeps an edit that landed under its old id until it lands under the new one', () => {
    const [old] = reused.outbox;
    if (!old) throw new Error('There is no waiting edit.');
    const forked = forkedInto(reused, 'ana-2');
    const late: SyncEvent = { rev: 1, time: '', event: decide(forked.confirmed, { ...old, seq: 2 }, 'ana') };
    const { replica } = receive(forked, [late]);
    expect(ids(replica)).toEqual([opId(2)]);
    const [sent] = replica.outbox;
    if (!sent) throw new Error('There is no waiting edit.');
    const duplicate: SyncEvent = { rev: 2, time: '', event: decide(replica.confirmed, sent, 'ana') };
    expect(ids(receive(replica, [duplicate]).replica)).toEqual([]);
  });
  test('keeps in quarantine what landed under its old id and nobody understood', () => {
    const forked = forkedInto(edit(caughtUp, poison, { opId: opId(2), at: 1 }), 'ana-2');
    const [sent] = forked.outbox;
    if (!sent) throw new Error('There is no waiting edit.');
    const late: SyncEvent = {
      rev: 1,
      time: '',
      event: decide(forked.confirmed, { ...sent, replica: 'ana-1', seq: 2 }, 'ana'),
    };
    expect(receive(forked, [late]).replica.quarantine.map((op) => op.opId)).toEqual([opId(2)]);
  });
});
