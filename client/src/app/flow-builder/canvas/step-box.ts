import type { Step } from '#contracts/flow/document';
import { portsOfStep, type NamedPort } from '#contracts/flow/step-ports';

/** All lengths of a drawn flow are its own units: CSS pixels at a zoom of 1. A step's place is its top left corner. */
export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly width: number; readonly height: number };

export const boxWidth = 220;
export const headHeight = 60;
/** A port is a target for a finger. */
export const portHeight = 44;
/** Steps are laid on this grid. */
export const grid = 20;

/** A step as it is drawn. */
export type DrawnStep = { readonly step: Step; readonly ports: readonly NamedPort[]; readonly box: Box };

export function drawnStep(step: Step): DrawnStep {
  const ports = portsOfStep(step);
  const { x, y } = step;
  return { step, ports, box: { x, y, width: boxWidth, height: heightFor(ports.length) } };
}

/** A single way out leaves at the head and needs no line of its own. */
export function heightFor(ports: number): number {
  return ports > 1 ? headHeight + ports * portHeight : headHeight;
}

/** Where the way in ends. */
export function inletOf({ x, y }: Point): Point {
  return { x, y: y + headHeight / 2 };
}

/** Where the way out of a port begins, or of the step's head when there is no such port (any more). */
export function outletOf({ ports, box }: DrawnStep, port: string): Point {
  return outletAt(
    box,
    ports.findIndex(({ name }) => name === port),
    ports.length,
  );
}

export function outletAt({ x, y, width }: Box, index: number, ports: number): Point {
  const line = index < 0 || ports < 2 ? headHeight / 2 : headHeight + (index + 0.5) * portHeight;
  return { x: x + width, y: y + line };
}

export function onGrid(value: number): number {
  return Math.round(value / grid) * grid;
}

/** The smallest box around all of them; null around nothing. */
export function around(boxes: Iterable<Box>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return left === Infinity ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

export function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

export function contains(box: Box, point: Point): boolean {
  return point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height;
}
