import { describe, expect, test } from '@jest/globals';
import { everyStepFlow } from '#contracts/flow/every-step-flow';
import type { Body } from '#contracts/flow/operation';
import { starterFlow } from '#contracts/flow/starter-flow';
import { around, contains, drawnStep, heightFor, inletOf, onGrid, outletOf, overlap } from './step-box.ts';

const call = drawnStep({ id: 'call', type: 'VoiceCall', x: 100, y: 40, config: {} });

describe('The box of a step', () => {
  test('grows by a fingertip a port, and a single way out leaves at the head', () => {
    expect([0, 1, 2, 5].map(heightFor)).toEqual([60, 60, 148, 280]);
    expect(call.box).toEqual({ x: 100, y: 40, width: 220, height: 280 });
  });
  test('has its inlet on the left of the head and every port on the right of its line', () => {
    expect(inletOf(call.box)).toEqual({ x: 100, y: 70 });
    expect(outletOf(call, 'answered')).toEqual({ x: 320, y: 122 });
    expect(outletOf(call, 'busy')).toEqual({ x: 320, y: 210 });
  });
  test('lets a port that is gone leave at the head', () => {
    expect(outletOf(call, 'gone')).toEqual({ x: 320, y: 70 });
  });
  test('stands on the grid', () => {
    expect([9, 10, -11, 30.4].map(onGrid)).toEqual([0, 20, -20, 40]);
  });
});

test('boxes are gathered, told apart and found', () => {
  const [one, other] = [call.box, { x: 300, y: 300, width: 50, height: 50 }];
  expect(around([one, other])).toEqual({ x: 100, y: 40, width: 250, height: 310 });
  expect(around([])).toBeNull();
  expect(overlap(one, other)).toBe(true);
  expect(overlap(one, { ...other, x: 320 })).toBe(false);
  expect(contains(other, { x: 350, y: 300 })).toBe(true);
  expect(contains(other, { x: 351, y: 300 })).toBe(false);
});

const templateId = '0193f1a0-0000-7000-8000-000000000006';
test.each<[string, readonly Body[]]>([
  ['starter flow', starterFlow({ templateId, variables: {} })],
  [
    'flow with every step',
    everyStepFlow({
      ...{ templateId, nameColumn: null, callUs: '+56961234567' },
      transferTo: { of: 'number', number: '+56961234567' },
    }),
  ],
])('in the %s no step covers another', (_name, edits) => {
  const drawn = edits.flatMap((edit) => (edit.k === 'addStep' ? [drawnStep(edit)] : []));
  for (const [i, one] of drawn.entries())
    for (const other of drawn.slice(i + 1))
      expect([one.step.id, other.step.id, overlap(one.box, other.box)]).toEqual([one.step.id, other.step.id, false]);
});
