import { expect, test } from '@jest/globals';
import type { Step } from './document.ts';
import { givenTitle, ordinalsOf } from './step-title.ts';

const step = (id: string, type: string, x: number, y = 0): Step => ({ id, type, x, y, config: {} });
const called = (title: string): Step => ({ ...step('a', 'End', 0), config: { title } });

test('a step has the name that was given to it, if it says something', () => {
  expect(givenTitle(called(' Thanks '))).toBe('Thanks');
  expect(givenTitle(called('  '))).toBeNull();
  expect(givenTitle(step('a', 'End', 0))).toBeNull();
});

test('steps of one type are counted in the order of the canvas, and a single one is not', () => {
  const all = [step('c', 'End', 200), step('a', 'End', 100, 50), step('b', 'End', 100, 10), step('s', 'Start', 0)];
  const ordinals = ordinalsOf(all);
  expect(['b', 'a', 'c', 's'].map((id) => ordinals.get(id))).toEqual([1, 2, 3, 0]);
});
