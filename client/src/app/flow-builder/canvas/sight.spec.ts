import { describe, expect, test } from '@jest/globals';
import { inSight, stillInSight } from './sight.ts';
import { drawnStep, inletOf, outletOf, type DrawnStep } from './step-box.ts';
import { wireBetween } from './wire.ts';

const size = { width: 1_000, height: 600 };
const step = (id: string, x: number, y: number): DrawnStep => drawnStep({ id, type: 'SendMessage', x, y, config: {} });
const here = step('here', 100, 100);
const beside = step('beside', 1_100, 100);
const away = step('away', 5_000, 100);
const below = step('below', 5_000, 4_000);
const wire = (from: DrawnStep, to: DrawnStep) => ({
  ...{ id: `${from.step.id}-${to.step.id}`, from: from.step.id, port: 'sent', to: to.step.id },
  wire: wireBetween(outletOf(from, 'sent'), inletOf(to.box)),
});
const flow = {
  steps: new Map([here, beside, away, below].map((each) => [each.step.id, each])),
  wires: [wire(here, away), wire(away, below)],
};

describe('what is painted of a flow', () => {
  test('is what can be seen, what is close to it, and the wires that pass', () => {
    expect([...inSight(flow, { x: 0, y: 0, zoom: 1 }, size)].toSorted()).toEqual(['beside', 'here', 'here-away']);
  });
  test('is all of it when all is seen', () => {
    expect(inSight(flow, { x: 0, y: 0, zoom: 0.1 }, size).size).toBe(6);
  });
  test('is worked out anew before anything that was left out comes into sight', () => {
    const before = { x: 0, y: 0, zoom: 1 };
    const painted = inSight(flow, before, size);
    for (let x = 0; stillInSight(before, { ...before, x }, size); x -= 1)
      for (const { step, box } of flow.steps.values())
        if (box.x + x < size.width && box.x + box.width + x > 0 && box.y < size.height)
          expect(painted).toContain(step.id);
    expect(stillInSight(before, { ...before, x: -size.width }, size)).toBe(false);
    expect(stillInSight(before, { ...before, zoom: 0.5 }, size)).toBe(false);
  });
});
