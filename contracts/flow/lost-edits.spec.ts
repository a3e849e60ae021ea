import { describe, expect, test } from '@jest/globals';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { lostEdits } from './lost-edits.ts';
import type { Body, Op } from './operation.ts';
import { printOf } from './print.ts';
import { emptyFlow, type FlowState } from './state.ts';

let made = 0;
/** A flow after edits of people, by the rules of the server. */
const after = (flow: FlowState, ...edits: readonly (readonly [actor: string, body: Body])[]): FlowState =>
  edits.reduce((state, [actor, body]) => {
    made += 1;
    const opId = `0193f1a0-0000-7000-8000-${String(made).padStart(12, '0')}`;
    const last = state.replicas.get(actor)?.last ?? 0;
    const op = { ...body, opId, replica: actor, seq: last + 1, v: 1, flowId: 'f', at: made } as Op;
    return evolve(state, decide(state, op, actor));
  }, flow);
const step = (id: string, text = 'Hello'): Body => ({
  ...{ k: 'addStep', id, type: 'SendMessage', x: 0, y: 0 },
  config: { text },
});
const text = (from: string, to: string): Body => ({ k: 'setField', id: 'a', field: 'text', from, to });

const backup = after(emptyFlow, ['ana', step('a')]);
/** What becomes of the lost edits when they are sent again. */
const sentAgain = (before: FlowState, now: FlowState, me: string): FlowState =>
  after(now, ...lostEdits(before, now, me).map((body) => [me, body] as const));

describe('What a restored server has lost of a person', () => {
  test('is what they did after the day it was restored to', () => {
    const before = after(backup, ['ana', step('b')], ['ana', text('Hello', 'Good day')]);
    const again = sentAgain(before, backup, 'ana');
    expect([[...again.steps.keys()], again.steps.get('a')?.config.text]).toEqual([['a', 'b'], 'Good day']);
    expect(again.conflicts.size).toBe(0);
  });
  test('is not what others did, whose own devices bring it back', () => {
    const before = after(backup, ['bruno', step('b')], ['ana', step('c')]);
    expect(lostEdits(before, backup, 'ana').map((body) => body.k === 'addStep' && body.id)).toEqual(['c']);
  });
  test('removes nothing that others have made since then', () => {
    const before = after(backup, ['ana', step('b')]);
    const now = after(
      backup,
      ['bruno', step('theirs')],
      ['bruno', { k: 'connect', from: 'a', port: 'next', to: 'theirs' }],
    );
    const again = sentAgain(before, now, 'ana');
    expect([...again.steps.keys()]).toEqual(['a', 'theirs', 'b']);
    expect([...again.connections.keys()]).toEqual(['a/next>theirs']);
  });
  test('clashes with a value that others have written since then, and does not take its place', () => {
    const before = after(backup, ['ana', text('Hello', 'Good day')]);
    const now = after(backup, ['bruno', text('Hello', 'Hi')]);
    const again = sentAgain(before, now, 'ana');
    expect(again.steps.get('a')?.config.text).toBe('Hi');
    expect([...again.conflicts.values()].map(({ op, theirs }) => [op.k === 'setField' && op.to, theirs.value])).toEqual(
      [['Good day', 'Hi']],
    );
  });
  test('clashes with a way that others have led elsewhere since then', () => {
    const both = after(backup, ['ana', step('b')], ['ana', step('c')]);
    const before = after(both, ['ana', { k: 'connect', from: 'a', port: 'next', to: 'b' }]);
    const now = after(both, ['bruno', { k: 'connect', from: 'a', port: 'next', to: 'c' }]);
    const again = sentAgain(before, now, 'ana');
    expect([...again.connections.keys()]).toEqual(['a/next>c']);
    expect([...again.conflicts.values()].map(({ kind }) => kind)).toEqual(['port']);
  });
  test('removes a step of one’s own removal only when a person says so, where others have gone on', () => {
    const two = after(backup, ['ana', step('b')]);
    const before = after(two, ['ana', { k: 'removeStep', id: 'b', seen: printOf(two, 'b') }]);
    const now = after(two, ['bruno', text('Hello', 'Hi')]);
    const again = sentAgain(before, now, 'ana');
    expect([again.steps.has('b'), [...again.conflicts.values()].map(({ kind }) => kind)]).toEqual([
      true,
      ['remove-changed'],
    ]);
  });
});
