import { describe, expect, test } from '@jest/globals';
import { drawnStep } from '#client/flow-builder/canvas/step-box';
import { lassoed, neighbourOf, nothing, onlyConnection, onlySteps, still, toggled } from './selection.ts';

const at = (id: string, x: number, y: number) => drawnStep({ id, type: 'End', x, y, config: {} });
const drawn = [at('a', 0, 0), at('b', 300, 0), at('c', 300, 200), at('d', 600, 0)];
const ways = [
  { from: 'a', port: 'sent', to: 'c' },
  { from: 'c', port: 'sent', to: 'd' },
];

describe('A selection', () => {
  test('takes in and lets go of a step, and lets go of a connection', () => {
    const two = toggled(toggled(onlyConnection('a/sent>c'), 'a'), 'b');
    expect(two).toEqual(onlySteps('a', 'b'));
    expect(toggled(two, 'a')).toEqual(onlySteps('b'));
  });
  test('by lasso is what the lasso touches, besides what was selected', () => {
    expect(lassoed(onlySteps('a'), drawn, { x: 290, y: 50, width: 300, height: 200 })).toEqual(
      onlySteps('a', 'b', 'c'),
    );
    expect(lassoed(nothing, drawn, { x: 1000, y: 0, width: 1, height: 1 })).toEqual(nothing);
  });
  test('loses what somebody removed, and stays the same when nothing was', () => {
    const there = { steps: new Map([['a', 1]]), connections: new Map() };
    expect(still(onlySteps('a', 'b'), there)).toEqual(onlySteps('a'));
    expect(still(onlyConnection('a/sent>c'), there)).toEqual(nothing);
    const same = onlySteps('a');
    expect(still(same, there)).toBe(same);
  });
});

describe('An arrow key', () => {
  test.each([
    ['a', 'right', 'c'],
    ['d', 'left', 'c'],
    ['c', 'up', 'b'],
    ['b', 'down', 'c'],
    ['b', 'right', 'd'],
    ['b', 'left', 'a'],
    ['a', 'left', null],
    ['nobody', 'left', null],
  ] as const)('from %s to the %s leads to %s', (id, direction, to) => {
    expect(neighbourOf(drawn, ways, id, direction)).toBe(to);
  });
});
