import { describe, expect, test } from '@jest/globals';
import { stepLimit } from './document.ts';
import type { FlowEvent } from './events.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import type { Body, ReceivedOp } from './operation.ts';
import { lookOf, printOf } from './print.ts';
import { emptyFlow, type FlowState } from './state.ts';

let made = 0;
const op = (body: Body, replica = 'r-ana'): ReceivedOp => ({
  ...body,
  opId: `0193f1a0-0000-7000-8000-${String((made += 1)).padStart(12, '0')}`,
  replica,
  seq: made,
  v: 1,
  flowId: 'flow',
  at: 0,
});

/** A flow after some edits that all found their way in. */
function flowOf(...bodies: readonly Body[]): FlowState {
  let state = emptyFlow;
  for (const body of bodies) state = evolveAll(state, [decide(state, op(body), 'ana')]);
  return state;
}

/** What becomes of an edit: its event, and the flow after it. */
function after(state: FlowState, body: Body, replica = 'r-bruno'): { event: FlowEvent; state: FlowState } {
  const event = decide(state, op(body, replica), replica);
  return { event, state: evolveAll(state, [event]) };
}

const outcome = ({ type, data }: FlowEvent): string =>
  'kind' in data
    ? `conflict ${data.kind}`
    : 'why' in data
      ? `noop ${data.why}`
      : type === 'FlowEditApplied'
        ? 'applied'
        : 'rejected';

const a: Body = { k: 'addStep', id: 'a', type: 'SendMessage', x: 0, y: 0, config: { text: 'Hello' } };
const b: Body = { k: 'addStep', id: 'b', type: 'End', x: 0, y: 0, config: { outcome: 'Done' } };
const c: Body = { ...b, id: 'c' };
const link: Body = { k: 'connect', from: 'a', port: 'sent', to: 'b' };
const set = (from: string, to: string): Body => ({ k: 'setField', id: 'a', field: 'text', from, to });
const remove = (state: FlowState, id: string): Body => ({ k: 'removeStep', id, seen: printOf(state, id) });

describe('merging, row by row of the table', () => {
  test('addStep with a free id is applied', () => expect(outcome(after(emptyFlow, a).event)).toBe('applied'));
  test('addStep with an id that is taken conflicts, and the step there stays', () => {
    const { event, state } = after(flowOf(a), { ...b, id: 'a' });
    expect([outcome(event), state.steps.get('a')?.type]).toEqual(['conflict field', 'SendMessage']);
  });
  test('addStep of a step that stands there just so is the same', () =>
    expect(outcome(after(flowOf(a), { ...a, x: 40 }).event)).toBe('noop same'));
  test('a removal that met a change and was taken back by its own device leaves nothing to decide, and the change stays', () => {
    const seen = flowOf(a, b, link);
    const changed = after(seen, set('Hello', 'Good day'), 'r-bruno').state;
    const clash = after(changed, remove(seen, 'a'), 'r-ana');
    expect(outcome(clash.event)).toBe('conflict remove-changed');
    const back = after(clash.state, a, 'r-ana');
    expect([outcome(back.event), back.state.conflicts.size, back.state.resolved.size]).toEqual(['noop same', 0, 1]);
    expect(back.state.steps.get('a')?.config.text).toBe('Good day');
    expect(outcome(after(back.state, link, 'r-ana').event)).toBe('noop same');
  });
  test('another device, or another type, takes no removal back', () => {
    const changed = after(flowOf(a), set('Hello', 'Good day'), 'r-bruno').state;
    const clash = after(changed, remove(flowOf(a), 'a'), 'r-ana').state;
    for (const [body, replica] of [
      [a, 'r-bruno'],
      [{ ...b, id: 'a' }, 'r-ana'],
    ] as const) {
      const { event, state } = after(clash, body, replica);
      expect([outcome(event), state.conflicts.size]).toEqual(['conflict field', 2]);
    }
  });
  test('addStep beyond 500 steps conflicts', () => {
    const full = flowOf(...Array.from({ length: stepLimit }, (_each, i): Body => ({ ...b, id: `s${i}` })));
    expect(outcome(after(full, a).event)).toBe('conflict limit');
  });
  test('moveStep: the last writer wins; of a removed step nothing happens', () => {
    const move: Body = { k: 'moveStep', id: 'a', x: 5, y: 6 };
    expect(after(flowOf(a), move).state.steps.get('a')).toMatchObject({ x: 5, y: 6 });
    expect(outcome(after(emptyFlow, move).event)).toBe('noop removed');
  });
  test('setField of the value that was seen is applied', () =>
    expect(after(flowOf(a), set('Hello', 'Hi')).state.steps.get('a')?.config.text).toBe('Hi'));
  test('setField to what stands there already is the same', () =>
    expect(outcome(after(flowOf(a), set('Good day', 'Hello')).event)).toBe('noop same'));
  test('setField of another value than was seen conflicts, and the document keeps theirs', () => {
    const { event, state } = after(flowOf(a), set('Good day', 'Hi'));
    expect([outcome(event), state.steps.get('a')?.config.text, state.conflicts.size]).toEqual([
      'conflict field',
      'Hello',
      1,
    ]);
  });
  test('setField of a removed step conflicts, and the step can be brought back with my value', () => {
    const base = flowOf(a, b, link);
    const removed = after(base, remove(base, 'a')).state;
    const { event, state } = after(removed, set('Hello', 'Hi'));
    expect(outcome(event)).toBe('conflict edit-removed');
    const [conflict] = state.conflicts.values();
    if (!conflict) throw new Error('There is no conflict to settle.');
    const settled = after(state, {
      k: 'resolve',
      conflict: conflict.id,
      choice: 'mine',
      seen: lookOf(state, conflict),
    });
    expect(settled.state.steps.get('a')?.config.text).toBe('Hi');
    expect([...settled.state.connections.keys()]).toEqual(['a/sent>b']);
  });
  test('setMeta follows the rules of setField', () => {
    const base = flowOf({ k: 'setMeta', field: 'name', to: 'One' });
    expect(outcome(after(base, { k: 'setMeta', field: 'name', from: 'One', to: 'Two' }).event)).toBe('applied');
    expect(outcome(after(base, { k: 'setMeta', field: 'name', from: 'Zero', to: 'Two' }).event)).toBe('conflict field');
    expect(outcome(after(base, { k: 'setMeta', field: 'name', from: 'Zero', to: 'One' }).event)).toBe('noop same');
  });
  test('setField of a value that was taken away conflicts, and taking it away twice is the same', () => {
    const bare = after(flowOf(a), { k: 'setField', id: 'a', field: 'text', from: 'Hello' }).state;
    expect(bare.steps.get('a')?.config).toEqual({});
    expect(outcome(after(bare, set('Hello', 'Hi')).event)).toBe('conflict field');
    expect(outcome(after(bare, { k: 'setField', id: 'a', field: 'text', from: 'Hello' }).event)).toBe('noop same');
  });
  test('setField tells no value and the value null apart', () => {
    const bare = flowOf({ ...a, config: {} });
    const { event, state } = after(bare, { k: 'setField', id: 'a', field: 'text', to: null });
    expect([outcome(event), state.steps.get('a')?.config]).toEqual(['applied', { text: null }]);
    expect(outcome(after(state, { k: 'setField', id: 'a', field: 'text', to: 'Hi' }).event)).toBe('conflict field');
  });
  test('removeStep as it was seen is applied and takes its connections along', () => {
    const base = flowOf(a, b, link);
    const { event, state } = after(base, remove(base, 'b'));
    expect([outcome(event), state.connections.size, state.dead.has('b')]).toEqual(['applied', 0, true]);
  });
  test('removeStep of a step that was changed meanwhile conflicts, and the step stays', () => {
    const seen = flowOf(a);
    const changed = after(seen, set('Hello', 'Hi')).state;
    const { event, state } = after(changed, remove(seen, 'a'));
    expect([outcome(event), state.steps.has('a')]).toEqual(['conflict remove-changed', true]);
  });
  test('removeStep looks at settings and connections, not at the place', () => {
    const seen = flowOf(a);
    const moved = after(seen, { k: 'moveStep', id: 'a', x: 9, y: 9 }).state;
    expect(outcome(after(moved, remove(seen, 'a')).event)).toBe('applied');
  });
  test('removeStep of what is gone already is the same', () =>
    expect(outcome(after(emptyFlow, remove(flowOf(a), 'a')).event)).toBe('noop same'));
  test('connect to a step that is gone conflicts', () =>
    expect(outcome(after(flowOf(a), link).event)).toBe('conflict edit-removed'));
  test('two people who make the same connection make one', () =>
    expect(outcome(after(flowOf(a, b, link), link).event)).toBe('noop same'));
  test('connect from a taken port conflicts, unless it replaces what was seen there', () => {
    const base = flowOf(a, b, c, link);
    expect(outcome(after(base, { ...link, to: 'c' }).event)).toBe('conflict port');
    const replaced = after(base, { ...link, to: 'c', replaces: 'a/sent>b' });
    expect([outcome(replaced.event), [...replaced.state.connections.keys()]]).toEqual(['applied', ['a/sent>c']]);
  });
  test('disconnect is applied, or the same', () => {
    expect(outcome(after(flowOf(a, b, link), { k: 'disconnect', id: 'a/sent>b' }).event)).toBe('applied');
    expect(outcome(after(flowOf(a, b), { k: 'disconnect', id: 'a/sent>b' }).event)).toBe('noop same');
  });
  test('an edit that comes again under another device is a duplicate and changes nothing', () => {
    const move = op({ k: 'moveStep', id: 'a', x: 5, y: 6 });
    const moved = evolveAll(flowOf(a), [decide(flowOf(a), move, 'ana')]);
    const elsewhere = after(moved, { k: 'moveStep', id: 'a', x: 1, y: 1 }).state;
    const event = decide(elsewhere, { ...move, replica: 'r-ana-again', seq: 1 }, 'ana');
    expect([outcome(event), evolveAll(elsewhere, [event]).steps.get('a')?.x]).toEqual(['noop duplicate', 1]);
  });
  test('different fields, different steps, moves and additions are merged without a question', () => {
    const base = flowOf(a, b);
    const ana: readonly Body[] = [set('Hello', 'Hi'), { k: 'moveStep', id: 'b', x: 7, y: 7 }, c];
    const bruno: readonly Body[] = [
      { k: 'setField', id: 'a', field: 'channelId', to: 'w' },
      { k: 'setField', id: 'b', field: 'outcome', from: 'Done', to: 'Fine' },
      link,
    ];
    for (const order of [
      [...ana, ...bruno],
      [...bruno, ...ana],
    ]) {
      const { steps, connections, conflicts } = order.reduce((state, body) => after(state, body).state, base);
      expect(steps.get('a')?.config).toEqual({ text: 'Hi', channelId: 'w' });
      expect(steps.get('b')).toMatchObject({ x: 7, config: { outcome: 'Fine' } });
      expect([steps.size, [...connections.keys()], conflicts.size]).toEqual([3, ['a/sent>b'], 0]);
    }
  });
});

describe('settling a conflict', () => {
  const clash = (): { state: FlowState; conflict: NonNullable<ReturnType<FlowState['conflicts']['get']>> } => {
    const { state } = after(flowOf(a), set('Good day', 'Hi'));
    const [conflict] = state.conflicts.values();
    if (!conflict) throw new Error('There is no conflict to settle.');
    return { state, conflict };
  };
  test('theirs closes the card and changes nothing', () => {
    const { state, conflict } = clash();
    const { state: settled } = after(state, {
      k: 'resolve',
      conflict: conflict.id,
      choice: 'theirs',
      seen: lookOf(state, conflict),
    });
    expect([settled.conflicts.size, settled.steps.get('a')?.config.text]).toEqual([0, 'Hello']);
  });
  test('a later edit of the same device on the same field takes its place', () => {
    const { state } = clash();
    expect(after(state, set('Hello', 'Howdy')).state.conflicts.size).toBe(0);
  });
  test('a later edit of the same device that clashes too is the one that waits', () => {
    const { state, conflict } = clash();
    const { conflicts, resolved } = after(state, set('Good day', 'Howdy')).state;
    expect([...conflicts.values()].map(({ op: { opId }, id }) => [id, opId === id])).toEqual([
      [expect.not.stringContaining(conflict.id), true],
    ]);
    expect(resolved.has(conflict.id)).toBe(true);
  });
  test('an edit of another device, or of another field, leaves it open', () => {
    const { state, conflict } = clash();
    expect([...after(state, set('Hello', 'Howdy'), 'r-carla').state.conflicts.keys()]).toEqual([conflict.id]);
    const other: Body = { k: 'setField', id: 'a', field: 'channelId', to: 'w' };
    expect([...after(state, other).state.conflicts.keys()]).toEqual([conflict.id]);
  });
  test('two devices that clash on one field wait side by side', () => {
    const { state } = clash();
    expect(after(state, set('Good day', 'Howdy'), 'r-carla').state.conflicts.size).toBe(2);
  });
  test('counts once', () => {
    const { state, conflict } = clash();
    const resolve: Body = { k: 'resolve', conflict: conflict.id, choice: 'mine', seen: lookOf(state, conflict) };
    const settled = after(state, resolve).state;
    expect([settled.steps.get('a')?.config.text, outcome(after(settled, resolve).event)]).toEqual([
      'Hi',
      'noop already-resolved',
    ]);
  });
  test('does not count when what was seen has changed again, and the card stays', () => {
    const { state, conflict } = clash();
    const seen = lookOf(state, conflict);
    const changed = after(state, set('Hello', 'Howdy'), 'r-carla').state;
    const { event, state: still } = after(changed, { k: 'resolve', conflict: conflict.id, choice: 'mine', seen });
    expect([outcome(event), still.steps.get('a')?.config.text]).toEqual(['noop changed-again', 'Howdy']);
  });
});

test('what is no edit is kept, rejected, and stops nothing', () => {
  const { event, state } = after(emptyFlow, { k: 'paintStep' } as unknown as Body);
  expect([outcome(event), state.rev]).toEqual(['rejected', 0]);
  expect(outcome(after(emptyFlow, { ...a, id: 'no spaces allowed' }).event)).toBe('rejected');
  const code = (body: object): unknown => after(emptyFlow, body as Body).event.data;
  expect(code({ k: 'paintStep' })).toMatchObject({ code: 'unknown-operation', op: { k: 'paintStep' } });
  expect(code({ k: 'addStep', id: 'a' })).toMatchObject({ code: 'invalid', op: { k: 'addStep', id: 'a' } });
});

test.each(['constructor', 'toString', '__proto__'])(
  'what every object has is no name of a step or field: %s',
  (name) => {
    expect(outcome(after(emptyFlow, { ...a, id: name }).event)).toBe('rejected');
    expect(outcome(after(flowOf(a), { k: 'setField', id: 'a', field: name, to: 'x' }).event)).toBe('rejected');
  },
);
