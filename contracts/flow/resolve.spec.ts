import { describe, expect, test } from '@jest/globals';
import { decide } from './decide.ts';
import { stepLimit } from './document.ts';
import { documentOf, evolve } from './evolve.ts';
import type { FlowEvent } from './events.ts';
import type { Body, ReceivedOp } from './operation.ts';
import { lookOf, printOf } from './print.ts';
import { emptyFlow, type FlowState } from './state.ts';

let made = 0;
const op = (body: Body, replica: string): ReceivedOp => ({
  ...body,
  ...{ opId: `0193f1a0-0000-7000-8000-${String((made += 1)).padStart(12, '0')}`, replica, seq: made },
  ...{ v: 1, flowId: 'flow', at: 0 },
});
const step = (id: string, text = 'Hello'): Body => ({
  k: 'addStep',
  ...{ id, type: 'SendMessage', x: 1, y: 2, config: { text } },
});
const link = (from: string, to: string, port = 'sent'): Body => ({ k: 'connect', from, port, to });
const set = (id: string, from: string, to: string): Body => ({ k: 'setField', id, field: 'text', from, to });

/** A flow after these edits of one device. */
const then = (state: FlowState, bodies: readonly Body[], replica = 'bruno'): FlowState =>
  bodies.reduce((before, body) => evolve(before, decide(before, op(body, replica), replica)), state);
const flowOf = (...bodies: readonly Body[]): FlowState => then(emptyFlow, bodies);
const removed = (state: FlowState, id: string): FlowState =>
  then(state, [{ k: 'removeStep', id, seen: printOf(state, id) }]);

/** Ana's edit meets what others did meanwhile: the flow with its one open conflict. */
function clash(state: FlowState, mine: Body): FlowState {
  const after = then(state, [mine], 'ana');
  if (after.conflicts.size !== 1) throw new Error(`${after.conflicts.size} conflicts are open and should have been 1.`);
  return after;
}

function settle(
  state: FlowState,
  choice: 'mine' | 'theirs',
  seenIn: FlowState = state,
): { event: FlowEvent; after: FlowState } {
  const [open] = seenIn.conflicts.values();
  if (!open) throw new Error('There is no conflict to settle.');
  const event = decide(
    state,
    op({ k: 'resolve', conflict: open.id, choice, seen: lookOf(seenIn, open) }, 'ana'),
    'ana',
  );
  return { event, after: evolve(state, event) };
}

const why = ({ data }: FlowEvent): string | undefined => ('why' in data ? data.why : undefined);
const connectionsIn = (state: FlowState): string[] => Object.keys(documentOf(state).connections);

describe('“mine”', () => {
  test('puts my step in the place of another one with its id, with what it is connected to', () => {
    const state = clash(flowOf(step('a'), step('b'), link('a', 'b')), { ...step('a', 'Mine'), x: 9 } as Body);
    const { after } = settle(state, 'mine');
    expect([after.steps.get('a'), connectionsIn(after)]).toMatchObject([
      { x: 9, config: { text: 'Mine' } },
      ['a/sent>b'],
    ]);
    expect(after.conflicts.size).toBe(0);
  });

  test('is not put in the place of a step that was changed again since it was looked at', () => {
    const state = clash(flowOf(step('a')), step('a', 'Mine'));
    const changed = then(state, [set('a', 'Hello', 'Good day')]);
    expect(why(settle(changed, 'mine', state).event)).toBe('changed-again');
  });

  test('puts my name of the flow in the place of theirs', () => {
    const named = flowOf({ k: 'setMeta', field: 'name', to: 'One' });
    const state = clash(named, { k: 'setMeta', field: 'name', from: 'Zero', to: 'Mine' });
    expect(settle(state, 'mine').after.meta.get('name')).toBe('Mine');
  });
  test('takes a value away when that was my edit', () => {
    const state = clash(flowOf(step('a')), { k: 'setField', id: 'a', field: 'text', from: 'Seen' });
    expect(settle(state, 'mine').after.steps.get('a')?.config).toEqual({});
  });
  test('removes the step that was changed meanwhile, with its connections', () => {
    const seen = flowOf(step('a'), step('b'), link('a', 'b'));
    const state = clash(then(seen, [set('b', 'Hello', 'Hi')]), { k: 'removeStep', id: 'b', seen: printOf(seen, 'b') });
    expect(documentOf(settle(state, 'mine').after)).toMatchObject({ steps: { a: {} }, connections: {} });
    expect(settle(state, 'mine').after.steps.has('b')).toBe(false);
  });
  test('puts my connection in the place of theirs at that port', () => {
    const state = clash(flowOf(step('a'), step('b'), step('c'), link('a', 'b')), link('a', 'c'));
    expect(connectionsIn(settle(state, 'mine').after)).toEqual(['a/sent>c']);
  });
  test('brings both ends of my connection back', () => {
    const gone = removed(removed(flowOf(step('a'), step('b')), 'a'), 'b');
    const { after } = settle(clash(gone, link('a', 'b')), 'mine');
    expect([[...after.steps.keys()], connectionsIn(after), after.dead.size]).toEqual([['a', 'b'], ['a/sent>b'], 0]);
  });
  test('brings a step back with those of its connections whose other end and port are still free', () => {
    const whole = flowOf(
      ...[step('a'), step('b'), step('c'), step('d')],
      ...[link('a', 'b'), link('c', 'a'), link('a', 'd', 'failed')],
    );
    const meanwhile = removed(then(removed(whole, 'a'), [link('c', 'b')]), 'd');
    const { after } = settle(clash(meanwhile, set('a', 'Hello', 'Mine')), 'mine');
    expect(after.steps.get('a')).toMatchObject({ x: 1, y: 2, config: { text: 'Mine' } });
    expect(connectionsIn(after)).toEqual(['a/sent>b', 'c/sent>b']);
  });
  test('brings back the step my connection leads from, but not what left its port before', () => {
    const gone = removed(flowOf(step('a'), step('b'), step('c'), link('a', 'b')), 'a');
    expect(connectionsIn(settle(clash(gone, link('a', 'c')), 'mine').after)).toEqual(['a/sent>c']);
  });
  test('adds my step once there is room', () => {
    const full = flowOf(...Array.from({ length: stepLimit }, (_each, i) => step(`s${i}`)));
    const state = removed(clash(full, step('mine')), 's0');
    expect(settle(state, 'mine').after.steps.has('mine')).toBe(true);
  });
  test.each<[string, Body]>([
    ['a step', step('mine')],
    ['the step my value belongs to', set('gone', 'Hello', 'Mine')],
    ['the step my connection leads to', link('s0', 'gone')],
  ])('does not add %s beyond 500: nothing changes, and the card closes with that reason', (_what, mine) => {
    const full = then(
      removed(flowOf(step('gone')), 'gone'),
      Array.from({ length: stepLimit }, (_each, i) => step(`s${i}`)),
    );
    const { event, after } = settle(clash(full, mine), 'mine');
    expect([why(event), after.steps.size, after.conflicts.size]).toEqual(['still-invalid', stepLimit, 0]);
  });
});

describe('a decision counts only while what was seen is true', () => {
  test.each<[string, (state: FlowState) => FlowState, Body]>([
    ['the value', (state) => then(state, [set('a', 'Hello', 'Again')]), set('a', 'Seen', 'Mine')],
    ['whether the step is there', (state) => removed(state, 'a'), set('a', 'Seen', 'Mine')],
    [
      'what leaves the port',
      (state) => then(state, [{ k: 'disconnect', id: 'a/sent>b' }]),
      { k: 'connect', from: 'a', port: 'sent', to: 'c' },
    ],
    ['whether an end is there', (state) => removed(state, 'c'), { k: 'connect', from: 'a', port: 'sent', to: 'c' }],
    [
      'the step to be removed',
      (state) => then(state, [set('b', 'Hello', 'Again')]),
      {
        ...{ k: 'removeStep', id: 'b', seen: '0123456789abcdef' },
      },
    ],
  ])('after %s has changed, nothing is done and the card stays', (_what, meanwhile, mine) => {
    const seen = clash(flowOf(step('a'), step('b'), step('c'), link('a', 'b')), mine);
    const now = meanwhile(seen);
    for (const choice of ['mine', 'theirs'] as const) {
      const { event, after } = settle(now, choice, seen);
      expect([why(event), after.conflicts.size]).toEqual(['changed-again', 1]);
      expect(documentOf(after)).toEqual(documentOf(now));
    }
  });
  test('after somebody else settled it, nothing is done', () => {
    const seen = clash(flowOf(step('a')), set('a', 'Seen', 'Mine'));
    const settled = settle(seen, 'theirs').after;
    const { event, after } = settle(settled, 'mine', seen);
    expect([why(event), after.steps.get('a')?.config.text]).toEqual(['already-resolved', 'Hello']);
  });
  test('a step that was moved is still the one that was seen', () => {
    const seen = clash(flowOf(step('a')), set('a', 'Seen', 'Mine'));
    const moved = then(seen, [{ k: 'moveStep', id: 'a', x: 9, y: 9 }]);
    expect(settle(moved, 'mine', seen).after.steps.get('a')?.config.text).toBe('Mine');
  });
});
