import type { Box, Point } from './step-box.ts';

/** Which part of the flow is seen: a point p of the flow stands at p × zoom + (x, y) of the canvas. */
export type Viewport = Point & { readonly zoom: number };
export type Size = { readonly width: number; readonly height: number };

export const leastZoom = 0.1;
export const mostZoom = 4;

export const firstViewport: Viewport = { x: 40, y: 40, zoom: 1 };

export function onCanvas({ x, y, zoom }: Viewport, point: Point): Point {
  return { x: point.x * zoom + x, y: point.y * zoom + y };
}

export function inFlow({ x, y, zoom }: Viewport, point: Point): Point {
  return { x: (point.x - x) / zoom, y: (point.y - y) / zoom };
}

export function panned(view: Viewport, by: Point): Viewport {
  return { ...view, x: view.x + by.x, y: view.y + by.y };
}

/** Zooms so that what is under `at` stays there. */
export function zoomed(view: Viewport, factor: number, at: Point): Viewport {
  const zoom = within(view.zoom * factor);
  const held = inFlow(view, at);
  return { zoom, x: at.x - held.x * zoom, y: at.y - held.y * zoom };
}

/** Two fingers moved: what was under each is under it still, as far as the zoom goes. */
export function pinched(view: Viewport, before: readonly [Point, Point], after: readonly [Point, Point]): Viewport {
  const spread = ([one, other]: readonly [Point, Point]): number => Math.hypot(one.x - other.x, one.y - other.y);
  const middle = ([one, other]: readonly [Point, Point]): Point => ({
    x: (one.x + other.x) / 2,
    y: (one.y + other.y) / 2,
  });
  const [from, to] = [middle(before), middle(after)];
  const apart = zoomed(view, spread(after) / Math.max(1, spread(before)), from);
  return panned(apart, { x: to.x - from.x, y: to.y - from.y });
}

/** Shows the whole box with some air around it, never larger than life. */
export function fitted(box: Box | null, size: Size, margin = 40): Viewport {
  if (!box) return firstViewport;
  const [width, height] = [Math.max(1, size.width - 2 * margin), Math.max(1, size.height - 2 * margin)];
  const zoom = Math.max(leastZoom, Math.min(1, width / Math.max(1, box.width), height / Math.max(1, box.height)));
  return centred({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, size, zoom);
}

/** Puts a point of the flow into the middle. */
export function centred(point: Point, size: Size, zoom: number): Viewport {
  return { zoom, x: size.width / 2 - point.x * zoom, y: size.height / 2 - point.y * zoom };
}

/** The part of the flow that is seen. */
export function seenBox(view: Viewport, size: Size): Box {
  return { ...inFlow(view, { x: 0, y: 0 }), width: size.width / view.zoom, height: size.height / view.zoom };
}

/** Moves as little as needed to see the box, and not at all when it is seen. */
export function revealing(view: Viewport, box: Box, size: Size, margin = 24): Viewport {
  const [start, end] = [onCanvas(view, box), onCanvas(view, { x: box.x + box.width, y: box.y + box.height })];
  return panned(view, {
    x: shift(start.x, end.x, size.width, margin),
    y: shift(start.y, end.y, size.height, margin),
  });
}

function shift(start: number, end: number, length: number, margin: number): number {
  if (start < margin || end - start > length - 2 * margin) return margin - start;
  return end > length - margin ? length - margin - end : 0;
}

function within(zoom: number): number {
  return Math.max(leastZoom, Math.min(mostZoom, zoom));
}
