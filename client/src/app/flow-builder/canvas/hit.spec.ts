import { describe, expect, test } from '@jest/globals';
import { inletAt, targetAt } from './hit.ts';
import { drawnStep } from './step-box.ts';
import { pointOn, wireBetween } from './wire.ts';

const ask = drawnStep({ id: 'ask', type: 'SendTemplate', x: 0, y: 0, config: {} });
const end = drawnStep({ id: 'end', type: 'End', x: 400, y: 0, config: {} });
const wire = wireBetween({ x: 220, y: 82 }, { x: 400, y: 30 });
const at = (x: number, y: number, zoom = 1) => targetAt([ask, end], [{ id: 'ask/sent>end', wire }], { x, y }, zoom);

describe('What a pointer is on', () => {
  test('is the step under it, the port beside it, the wire near it, or the canvas', () => {
    expect(at(100, 30)).toEqual({ on: 'step', id: 'ask' });
    expect(at(220, 82)).toEqual({ on: 'port', id: 'ask', port: 'sent' });
    const middle = pointOn(wire, 0.5);
    expect(at(middle.x, middle.y + 5)).toEqual({ on: 'wire', id: 'ask/sent>end' });
    expect(at(300, 300)).toEqual({ on: 'canvas' });
  });
  test('of two ports is the nearer one', () => {
    expect(at(222, 103)).toEqual({ on: 'port', id: 'ask', port: 'sent' });
    expect(at(222, 105)).toEqual({ on: 'port', id: 'ask', port: 'failed' });
  });
  test('is a port from a fingertip away, however small it is drawn', () => {
    expect(at(240, 90, 1)).toEqual({ on: 'port', id: 'ask', port: 'sent' });
    expect(at(270, 70, 0.4)).toEqual({ on: 'port', id: 'ask', port: 'sent' });
    expect(at(270, 50, 1)).not.toMatchObject({ on: 'port' });
  });
  test('is the body of a step far enough from its ports, so that a small one can be moved too', () => {
    expect(at(170, 82, 0.2)).toEqual({ on: 'step', id: 'ask' });
  });
  test('is a step and not the port of its neighbour, however far away one looks from', () => {
    const beside = drawnStep({ id: 'beside', type: 'End', x: 300, y: 0, config: {} });
    expect(targetAt([ask, beside], [], { x: 340, y: 30 }, 0.1)).toEqual({ on: 'step', id: 'beside' });
    expect(targetAt([ask, beside], [], { x: 260, y: 30 }, 0.1)).toMatchObject({ on: 'port', id: 'ask' });
  });
  test('of steps that overlap is the later', () => {
    const over = drawnStep({ id: 'over', type: 'End', x: 50, y: 10, config: {} });
    expect(targetAt([ask, over], [], { x: 60, y: 30 }, 1)).toEqual({ on: 'step', id: 'over' });
  });
});

test('a connection ends at the step under it or whose inlet is near', () => {
  expect(inletAt([ask, end], { x: 500, y: 40 }, 1)).toBe('end');
  expect(inletAt([ask, end], { x: 385, y: 25 }, 1)).toBe('end');
  expect(inletAt([ask, end], { x: 300, y: 300 }, 1)).toBeNull();
});
