import { describe, expect, test } from '@jest/globals';
import { distanceTo, pathOf, pointOn, wireBetween, wireCurve } from './wire.ts';

describe('A wire', () => {
  test('begins at its port, ends at the inlet and leaves both straight', () => {
    expect(pathOf(wireBetween({ x: 0, y: 0 }, { x: 200, y: 50 }))).toBe('M0,0C100,0 100,50 200,50');
  });
  test('that leads back goes round', () => {
    const [, bend, counterBend] = wireBetween({ x: 300, y: 0 }, { x: 0, y: 0 });
    expect([bend.x, counterBend.x]).toEqual([460, -160]);
  });
  test('is met along its whole length', () => {
    const wire = wireBetween({ x: 0, y: 0 }, { x: 200, y: 80 });
    for (const share of [0, 0.2, 0.5, 0.77, 1]) expect(distanceTo(wire, pointOn(wire, share))).toBeLessThan(1);
    expect(distanceTo(wire, { x: 100, y: 100 })).toBeGreaterThan(30);
  });
  test('is the same when ngx-graph draws it through many points', () => {
    const drawn: string[] = [];
    const curve = wireCurve({
      moveTo: (x, y) => drawn.push(`M${x},${y}`),
      bezierCurveTo: (...at) => drawn.push(`C${at[0]},${at[1]} ${at[2]},${at[3]} ${at[4]},${at[5]}`),
    });
    curve.lineStart();
    for (const [x, y] of [
      [0, 0],
      [77, 3],
      [200, 50],
    ] as const)
      curve.point(x, y);
    curve.lineEnd();
    expect(drawn.join('')).toBe(pathOf(wireBetween({ x: 0, y: 0 }, { x: 200, y: 50 })));
  });
  test('of no points is nothing', () => {
    const curve = wireCurve({
      moveTo: () => expect('nothing').toBe('drawn'),
      bezierCurveTo: () => expect('nothing').toBe('drawn'),
    });
    curve.lineStart();
    curve.lineEnd();
  });
});
