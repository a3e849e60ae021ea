import { expect, test } from '@jest/globals';
import { writeOn } from '#contracts/flow/local-edits';
import { starterFlow } from '#contracts/flow/starter-flow';
import { emptyFlow } from '#contracts/flow/state';
import { drawnStep, overlap } from '#client/flow-builder/canvas/step-box';
import { tidied } from './tidy.ts';

test('steps are laid out from left to right, over no other, and Start stays', () => {
  const writer = writeOn(emptyFlow);
  starterFlow({ templateId: '0193f1a0-0000-7000-8000-000000000006', variables: {} }).forEach(writer.add);
  for (const id of writer.state.steps.keys()) writer.add({ k: 'moveStep', id, x: 100, y: 100 });
  const drawn = (): readonly ReturnType<typeof drawnStep>[] => [...writer.state.steps.values()].map(drawnStep);
  tidied(drawn(), writer.state.connections.values()).forEach(writer.add);
  const after = drawn();
  for (const [i, one] of after.entries())
    for (const other of after.slice(i + 1)) expect(overlap(one.box, other.box)).toBe(false);
  const x = (id: string): number => writer.state.steps.get(id)?.x ?? NaN;
  for (const { from, to } of writer.state.connections.values()) expect(x(from)).toBeLessThan(x(to));
  expect(writer.state.steps.get('start')).toMatchObject({ x: 100, y: 100 });
  expect(tidied(after, writer.state.connections.values())).toEqual([]);
  expect(tidied([], [])).toEqual([]);
});
