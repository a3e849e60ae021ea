import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '#contracts/kernel/canonical';
import { decide } from './decide.ts';
import { documentOf, evolve } from './evolve.ts';
import type { Body, ReceivedOp } from './operation.ts';
import { draftOf, emptyFlow, type FlowState } from './state.ts';
import { someEdit } from './sync-model/edits.ts';
import { theirAuthor } from './theirs.ts';
import { foldWithUndo, undoNow, type UndoStep } from './undo.ts';

let made = 0;
const op = (body: { readonly k: string }, replica = 'r-ana'): ReceivedOp => ({
  ...body,
  ...{ opId: `0193f1a0-0000-7000-8000-${String((made += 1)).padStart(12, '0')}`, replica, seq: made },
  ...{ v: 1, flowId: 'flow', at: made },
});

/** Makes edits one after the other, and what takes all of them back, newest first. */
function make(state: FlowState, bodies: readonly { readonly k: string }[]): { state: FlowState; undo: UndoStep[] } {
  const draft = draftOf(state);
  let undo: UndoStep[] = [];
  for (const body of bodies) undo = [...foldWithUndo(draft, decide(draft, op(body), 'ana')), ...undo];
  return { state: draft, undo };
}

const step = (id: string): Body => ({ k: 'addStep', id, type: 'SendMessage', x: 0, y: 0, config: { text: 'Hello' } });
const link: Body = { k: 'connect', from: 'a', port: 'sent', to: 'b' };
const two = make(emptyFlow, [step('a'), step('b'), link]).state;
const text = (from: string, to: string): Body => ({ k: 'setField', id: 'a', field: 'text', from, to });
const moved: Body = { k: 'moveStep', id: 'a', x: 10, y: 10 };
const by = (state: FlowState, body: Body, actor: string): FlowState =>
  evolve(state, decide(state, op(body, `r-${actor}`), actor));

test('taking back everything one has made, edit by edit, and again, leads through the same flows', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 40, maxLength: 200, size: 'max' }), (numbers) => {
      let [at, fresh] = [0, 0];
      const draws = { next: (below: number) => (numbers[(at += 1) % numbers.length] ?? 0) % below };
      let state: FlowState = emptyFlow;
      const past: { readonly document: string; readonly undo: readonly UndoStep[] }[] = [];
      for (let i = 0; i < 30; i += 1) {
        const body = someEdit(state, draws, { careful: true, fresh: () => `v${(fresh += 1)}` });
        const after = make(state, [body]);
        past.push({ document: canonical(documentOf(state)), undo: after.undo });
        state = after.state;
      }
      const last = canonical(documentOf(state));
      const again: (readonly UndoStep[])[] = [];
      for (const { document, undo } of past.toReversed()) {
        const undone = make(state, undoNow(state, undo, 'ana') ?? [{ k: 'refused' }]);
        expect(canonical(documentOf(undone.state))).toBe(document);
        again.push(undone.undo);
        state = undone.state;
      }
      for (const redo of again.toReversed()) state = make(state, undoNow(state, redo, 'ana') ?? []).state;
      expect(canonical(documentOf(state))).toBe(last);
    }),
    { seed: 20_261_128, numRuns: 100 },
  );
});

describe('an undo never takes back another person’s work', () => {
  test('in a field that somebody changed since', () => {
    const { state, undo } = make(two, [text('Hello', 'Mine')]);
    expect(undoNow(by(state, text('Mine', 'Theirs'), 'bruno'), undo, 'ana')).toBeNull();
  });
  test('in a step that somebody went on with since it was added', () => {
    const { state, undo } = make(emptyFlow, [step('a')]);
    expect(undoNow(by(state, text('Hello', 'Theirs'), 'bruno'), undo, 'ana')).toBeNull();
  });
  test('of a step that somebody moved further', () => {
    const { state, undo } = make(two, [moved]);
    expect(undoNow(state, undo, 'ana')).toEqual([{ k: 'moveStep', id: 'a', x: 0, y: 0 }]);
    expect(undoNow(by(state, { k: 'moveStep', id: 'a', x: 20, y: 10 }, 'bruno'), undo, 'ana')).toBeNull();
  });
  test('and goes on beside what somebody changed elsewhere', () => {
    const { state, undo } = make(two, [text('Hello', 'Mine')]);
    const elsewhere = by(state, { k: 'moveStep', id: 'a', x: 9, y: 9 }, 'bruno');
    expect(undoNow(elsewhere, undo, 'ana')).toEqual([text('Mine', 'Hello')]);
  });
});

describe('the other side of a conflict has a name', () => {
  const conflictOf = (state: FlowState, mine: Body) => {
    const after = by(state, mine, 'ana');
    const [open] = after.conflicts.values();
    return open && theirAuthor(after, open);
  };
  test('of who set the field', () => {
    const theirs = by(two, text('Hello', 'Theirs'), 'bruno');
    expect(conflictOf(theirs, text('Hello', 'Mine'))).toMatchObject({ actor: 'bruno', rev: theirs.rev });
  });
  test('of who removed the step', () => {
    const undo = make(emptyFlow, [step('a')]).undo;
    const removed = by(make(emptyFlow, [step('a')]).state, undo[0]?.body ?? link, 'carla');
    expect(conflictOf(removed, text('Hello', 'Mine'))).toMatchObject({ actor: 'carla' });
  });
  test('of who changed last what I wanted to remove, a connection that leads there included', () => {
    const [remove] = make(emptyFlow, [step('b')]).undo;
    const linked = by(make(emptyFlow, [step('a'), step('b')]).state, link, 'bruno');
    expect(conflictOf(linked, remove?.body ?? link)).toMatchObject({ actor: 'bruno' });
  });
  test('of who took the port', () => {
    const taken = by(make(emptyFlow, [step('a'), step('b')]).state, link, 'bruno');
    expect(conflictOf(taken, { ...link, to: 'a' })).toMatchObject({ actor: 'bruno' });
  });
});
