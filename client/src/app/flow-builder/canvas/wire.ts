import type { Point } from './step-box.ts';

/** A connection is drawn as one cubic Bézier from its port to the inlet of the next step. */
export type Wire = readonly [start: Point, bend: Point, counterBend: Point, end: Point];

/** Forwards it bends gently; backwards it goes far enough round to be seen behind the steps. */
export function wireBetween(start: Point, end: Point): Wire {
  const forward = end.x - start.x;
  const reach = forward > 0 ? Math.max(30, forward / 2) : Math.min(260, 60 - forward / 3);
  return [start, { x: start.x + reach, y: start.y }, { x: end.x - reach, y: end.y }, end];
}

export function pathOf([start, bend, counterBend, end]: Wire): string {
  return `M${of(start)}C${of(bend)} ${of(counterBend)} ${of(end)}`;
}

const of = ({ x, y }: Point): string => `${x},${y}`;

export function pointOn([start, bend, counterBend, end]: Wire, share: number): Point {
  const rest = 1 - share;
  const [a, b, c, d] = [rest ** 3, 3 * rest ** 2 * share, 3 * rest * share ** 2, share ** 3];
  return {
    x: a * start.x + b * bend.x + c * counterBend.x + d * end.x,
    y: a * start.y + b * bend.y + c * counterBend.y + d * end.y,
  };
}

/** How far a point is from the wire, near enough to tell what a finger meant. */
export function distanceTo(wire: Wire, point: Point): number {
  const samples = 24;
  let nearest = Infinity;
  let from = wire[0];
  for (let i = 1; i <= samples; i += 1) {
    const to = pointOn(wire, i / samples);
    nearest = Math.min(nearest, distanceToLine(from, to, point));
    from = to;
  }
  return nearest;
}

function distanceToLine(from: Point, to: Point, { x, y }: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / length));
  return Math.hypot(x - from.x - share * dx, y - from.y - share * dy);
}

/** What d3 draws lines on. */
type Pen = {
  moveTo(x: number, y: number): void;
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void;
};

/**
 * The same wire as a d3 curve: ngx-graph draws every connection through a curve, and hands it points of which only the
 * first and the last are of interest.
 */
export function wireCurve(pen: Pen): {
  lineStart(): void;
  lineEnd(): void;
  areaStart(): void;
  areaEnd(): void;
  point(x: number, y: number): void;
} {
  let points: Point[] = [];
  const nothing = (): void => undefined;
  return {
    areaStart: nothing,
    areaEnd: nothing,
    lineStart: () => (points = []),
    point: (x, y) => points.push({ x, y }),
    lineEnd: () => {
      const [first, last] = [points[0], points.at(-1)];
      if (!first || !last) return;
      const [start, bend, counterBend, end] = wireBetween(first, last);
      pen.moveTo(start.x, start.y);
      pen.bezierCurveTo(bend.x, bend.y, counterBend.x, counterBend.y, end.x, end.y);
    },
  };
}
