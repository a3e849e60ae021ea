import type { Box, Point } from './step-box.ts';

/** The box that two corners span, whichever of them was first. */
export function boxBetween(from: Point, to: Point): Box {
  return {
    ...{ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y) },
    ...{ width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) },
  };
}

/** Shows the lasso around a box of the canvas. */
export function drawLasso(rect: SVGRectElement, { x, y, width, height }: Box): void {
  rect.removeAttribute('hidden');
  for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, String(value));
}
