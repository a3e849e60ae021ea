import type { ConnectedWire } from './canvas-step.ts';
import { around, overlap, type Box, type DrawnStep } from './step-box.ts';
import { seenBox, type Size, type Viewport } from './viewport.ts';

/** A flow as it is drawn: its steps by id, and its wires. */
export type DrawnFlow = { readonly steps: ReadonlyMap<string, DrawnStep>; readonly wires: readonly ConnectedWire[] };

/** So much around what is seen is shown as well, in shares of the canvas: the eye is there before it is worked out anew. */
const beyond = 0.25;

/** Ids of the steps and wires of which something can be seen from there, or soon. */
export function inSight({ steps, wires }: DrawnFlow, view: Viewport, size: Size): ReadonlySet<string> {
  const box = wider(seenBox(view, size), beyond);
  const seen = new Set<string>();
  for (const [id, { box: place }] of steps) if (overlap(place, box)) seen.add(id);
  for (const { id, wire } of wires) {
    // A Bézier curve stays within its four points.
    const place = around(wire.map((point) => ({ ...point, width: 1, height: 1 })));
    if (place && overlap(place, box)) seen.add(id);
  }
  return seen;
}

/**
 * Whether one looks from so far away that no word can be read (letters of 14 pixels are four high): then steps are drawn
 * by their frames and colours alone. Letters are most of what a flow of 500 steps costs to paint while it is moved.
 */
export function isFar({ zoom }: Viewport): boolean {
  return zoom < 0.3;
}

/** Whether what was worked out for one view still holds for another. */
export function stillInSight(before: Viewport, now: Viewport, size: Size): boolean {
  if (before.zoom !== now.zoom) return false;
  return (
    Math.abs(now.x - before.x) < (size.width * beyond) / 2 && Math.abs(now.y - before.y) < (size.height * beyond) / 2
  );
}

function wider({ x, y, width, height }: Box, share: number): Box {
  return {
    ...{ x: x - width * share, y: y - height * share },
    ...{ width: width * (1 + 2 * share), height: height * (1 + 2 * share) },
  };
}
