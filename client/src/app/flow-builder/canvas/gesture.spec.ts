import { describe, expect, test } from '@jest/globals';
import { idle, next, type Effect, type Gesture, type Input, type Rules } from './gesture.ts';
import type { Target } from './hit.ts';

const editing: Rules = { tool: 'hand', mayEdit: true };
const step: Target = { on: 'step', id: 'ask' };
const port: Target = { on: 'port', id: 'ask', port: 'sent' };
const canvas: Target = { on: 'canvas' };

const down = (target: Target, x: number, more: Partial<Extract<Input, { type: 'down' }>> = {}): Input => ({
  ...{ type: 'down', pointer: 1, at: { x, y: 0 }, target, more: false, pans: false },
  ...more,
});
const move = (x: number, pointer = 1): Input => ({ type: 'move', pointer, at: { x, y: 0 } });
const up = (x: number, pointer = 1): Input => ({ type: 'up', pointer, at: { x, y: 0 } });

function play(inputs: readonly Input[], rules = editing): { gesture: Gesture; did: string[]; effects: Effect[] } {
  let gesture: Gesture = idle;
  const effects: Effect[] = [];
  for (const input of inputs) {
    const [after, done] = next(gesture, input, rules);
    gesture = after;
    effects.push(...done);
  }
  return { gesture, effects, did: effects.map((effect) => effect.do) };
}

describe('A pointer on the canvas', () => {
  test('that hardly moves taps, where it went down', () => {
    const { effects, gesture } = play([down(step, 0), move(7), up(7)]);
    expect(effects).toEqual([{ do: 'tap', target: step, at: { x: 0, y: 0 }, more: false }]);
    expect(gesture).toBe(idle);
  });
  test('drags a step from where it was taken', () => {
    const { did, effects } = play([down(step, 0), move(8), move(30), up(40)]);
    expect(did).toEqual(['dragStart', 'drag', 'drag', 'drop']);
    expect(effects.at(-1)).toEqual({ do: 'drop', from: { x: 0, y: 0 }, at: { x: 40, y: 0 } });
  });
  test('pulls a connection out of a port', () => {
    expect(play([down(port, 0), move(20), up(90)]).did).toEqual(['connectStart', 'connectTo', 'connectEnd']);
  });
  test('pans from the canvas, by what it moved since the last time', () => {
    const { effects } = play([down(canvas, 0), move(10), move(25), up(25)]);
    expect(effects).toEqual([
      { do: 'pan', by: { x: 10, y: 0 } },
      { do: 'pan', by: { x: 15, y: 0 } },
    ]);
  });
  test('draws a lasso with Shift or with its tool', () => {
    const lasso = ['lassoStart', 'lassoTo', 'lassoEnd'];
    expect(play([down(canvas, 0, { more: true }), move(20), up(20)]).did).toEqual(lasso);
    expect(play([down(canvas, 0), move(20), up(20)], { ...editing, tool: 'lasso' }).did).toEqual(lasso);
  });
  test('with the middle button pans from everywhere', () => {
    expect(play([down(step, 0, { pans: true }), move(20), up(20)]).did).toEqual(['pan']);
  });
  test('of somebody who may not edit pans from everywhere and taps', () => {
    const reading = { ...editing, mayEdit: false };
    expect(play([down(step, 0), move(20), up(20)], reading).did).toEqual(['pan']);
    expect(play([down(port, 0), up(0)], reading).did).toEqual(['tap']);
  });
  test('that the system takes away undoes what it began', () => {
    const { did, gesture } = play([down(step, 0), move(20), { type: 'cancel', pointer: 1 }]);
    expect(did).toEqual(['dragStart', 'drag', 'abort']);
    expect(gesture).toBe(idle);
  });
});

describe('Two fingers', () => {
  const second = down(canvas, 100, { pointer: 2 });
  test('pinch, and the one that stays pans on', () => {
    const { did, gesture } = play([down(canvas, 0), second, move(120, 2), move(-20, 1), up(120, 2), move(-10, 1)]);
    expect(did).toEqual(['pinch', 'pinch', 'pan']);
    expect(gesture.name).toBe('panning');
  });
  test('give up the drag that the first began', () => {
    expect(play([down(step, 0), move(20), second]).did).toEqual(['dragStart', 'drag', 'abort']);
  });
  test('are enough: a third does nothing', () => {
    const { gesture, did } = play([down(canvas, 0), second, down(canvas, 50, { pointer: 3 }), move(60, 3), up(60, 3)]);
    expect(gesture.name).toBe('pinching');
    expect(did).toEqual([]);
  });
});
