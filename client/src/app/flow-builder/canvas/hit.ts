import { contains, inletOf, outletAt, type DrawnStep, type Point } from './step-box.ts';
import { distanceTo, type Wire } from './wire.ts';

/** What a pointer is on. */
export type Target =
  | { readonly on: 'step'; readonly id: string }
  | { readonly on: 'port'; readonly id: string; readonly port: string }
  | { readonly on: 'wire'; readonly id: string }
  | { readonly on: 'canvas' };

export type DrawnWire = { readonly id: string; readonly wire: Wire };

/** Half a fingertip, in pixels of the screen. */
const reach = 22;
/** How far into its step a port reaches; the rest of the box moves the step. */
const inwards = 40;

/**
 * What is at a point of the flow. Ports come first and can be hit around their dot, as far as a fingertip at any zoom, but
 * not on another step: from far away a fingertip is wider than what lies between two. The later of two steps lies on top.
 */
export function targetAt(steps: readonly DrawnStep[], wires: readonly DrawnWire[], point: Point, zoom: number): Target {
  const step = steps.findLast(({ box }) => contains(box, point));
  const port = portAt(step ? [step] : steps, point, reach / zoom);
  if (port) return port;
  if (step) return { on: 'step', id: step.step.id };
  let nearest: Target = { on: 'canvas' };
  let distance = 12 / zoom;
  for (const { id, wire } of wires) {
    const away = distanceTo(wire, point);
    if (away < distance) [nearest, distance] = [{ on: 'wire', id }, away];
  }
  return nearest;
}

function portAt(steps: readonly DrawnStep[], point: Point, radius: number): Target | null {
  let found: Target | null = null;
  let distance = radius;
  for (const { step, ports, box } of steps) {
    if (Math.abs(point.x - box.x - box.width) > radius || point.x < box.x + box.width - inwards) continue;
    for (const [i, { name }] of ports.entries()) {
      const outlet = outletAt(box, i, ports.length);
      const away = Math.hypot(point.x - outlet.x, point.y - outlet.y);
      if (away <= distance) [found, distance] = [{ on: 'port', id: step.id, port: name }, away];
    }
  }
  return found;
}

/** The step a connection would end at: where it is let go, on the step or close to its inlet. */
export function inletAt(steps: readonly DrawnStep[], point: Point, zoom: number): string | null {
  const over = steps.findLast(({ box }) => contains(box, point));
  if (over) return over.step.id;
  const near = steps.findLast(({ box }) => {
    const inlet = inletOf(box);
    return Math.hypot(point.x - inlet.x, point.y - inlet.y) <= reach / zoom;
  });
  return near?.step.id ?? null;
}
