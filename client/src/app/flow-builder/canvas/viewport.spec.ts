import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  centred,
  firstViewport,
  fitted,
  inFlow,
  onCanvas,
  panned,
  pinched,
  revealing,
  seenBox,
  zoomed,
} from './viewport.ts';

const size = { width: 800, height: 600 };
const number = fc.double({ min: -2000, max: 2000, noNaN: true });
const point = fc.record({ x: number, y: number });
const view = fc.record({ x: number, y: number, zoom: fc.double({ min: 0.1, max: 4, noNaN: true }) });

describe('What is seen of a flow', () => {
  test('a point of the flow and its place on the canvas belong together', () => {
    fc.assert(
      fc.property(view, point, (seen, at) => {
        const back = inFlow(seen, onCanvas(seen, at));
        expect(back.x).toBeCloseTo(at.x, 6);
        expect(back.y).toBeCloseTo(at.y, 6);
      }),
    );
  });
  test('zooming keeps what is under the pointer, and ends at its limits', () => {
    fc.assert(
      fc.property(view, point, fc.double({ min: 0.01, max: 100, noNaN: true }), (seen, at, factor) => {
        const after = zoomed(seen, factor, at);
        expect(onCanvas(after, inFlow(seen, at)).x).toBeCloseTo(at.x, 5);
        expect(after.zoom).toBeGreaterThanOrEqual(0.1);
        expect(after.zoom).toBeLessThanOrEqual(4);
      }),
    );
  });
  test('two fingers that go apart zoom around their middle, and together they pan', () => {
    const apart = pinched(
      { x: 0, y: 0, zoom: 1 },
      [
        { x: 100, y: 100 },
        { x: 200, y: 100 },
      ],
      [
        { x: 50, y: 100 },
        { x: 250, y: 100 },
      ],
    );
    expect(apart).toEqual({ zoom: 2, x: -150, y: -100 });
    const along = pinched(
      { x: 0, y: 0, zoom: 1 },
      [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
      ],
      [
        { x: 10, y: 5 },
        { x: 110, y: 5 },
      ],
    );
    expect(along).toEqual({ zoom: 1, x: 10, y: 5 });
  });
  test('the whole flow is fitted, and a small one is not blown up', () => {
    const box = { x: -500, y: 0, width: 3600, height: 400 };
    const seen = seenBox(fitted(box, size), size);
    expect(seen.x).toBeLessThanOrEqual(box.x);
    expect(seen.x + seen.width).toBeGreaterThanOrEqual(box.x + box.width);
    expect(fitted({ x: 0, y: 0, width: 100, height: 100 }, size)).toEqual({ zoom: 1, x: 350, y: 250 });
    expect(fitted(null, size)).toBe(firstViewport);
  });
  test('a step is revealed by the least move, and one that is seen moves nothing', () => {
    const seen = { x: 0, y: 0, zoom: 1 };
    expect(revealing(seen, { x: 100, y: 100, width: 200, height: 60 }, size)).toEqual(seen);
    expect(revealing(seen, { x: 900, y: -50, width: 200, height: 60 }, size)).toEqual({ zoom: 1, x: -324, y: 74 });
    expect(revealing(seen, { x: 900, y: 0, width: 2000, height: 60 }, size).x).toBe(-876);
  });
  test('is moved and centred', () => {
    expect(panned(firstViewport, { x: 5, y: -5 })).toEqual({ x: 45, y: 35, zoom: 1 });
    expect(centred({ x: 100, y: 50 }, size, 2)).toEqual({ zoom: 2, x: 200, y: 200 });
  });
});
