import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GraphComponent } from '@swimlane/ngx-graph';
import { Drawing } from './drawing.ts';

const observer = globalThis.ResizeObserver;
beforeAll(() => {
  globalThis.ResizeObserver = class {
    observe = (): void => undefined;
    unobserve = (): void => undefined;
    disconnect = (): void => undefined;
  };
});
afterAll(() => {
  globalThis.ResizeObserver = observer;
});

const graph = { updateTransform: () => undefined, cd: { markForCheck: () => undefined } } as unknown as GraphComponent;

test('from so far away that nothing can be read no letters are painted, and from near they are when the eye rests', () => {
  const surface = document.createElement('div');
  const drawing = new Drawing(surface, () => ({ steps: new Map(), wires: [] }));
  const isFarAt = (zoom: number): readonly boolean[] => {
    const view = { x: 0, y: 0, zoom };
    drawing.look(view);
    const moving = surface.hasAttribute('data-far');
    drawing.settle(graph, view);
    return [moving, surface.hasAttribute('data-far')];
  };
  expect([1, 0.3].map(isFarAt)).toEqual([1, 0.3].map(() => [false, false]));
  expect([0.29, 0.1].map(isFarAt)).toEqual([0.29, 0.1].map(() => [true, true]));
  expect([0.5, 1].map(isFarAt)).toEqual([
    [true, false],
    [false, false],
  ]);
  drawing.stop();
});
