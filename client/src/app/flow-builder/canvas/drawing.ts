import type { GraphComponent } from '@swimlane/ngx-graph';
import type { ConnectedWire } from './canvas-step.ts';
import { inletOf, outletOf, type DrawnStep, type Point } from './step-box.ts';
import type { Viewport } from './viewport.ts';
import { pathOf, wireBetween } from './wire.ts';

/** One of the things that follow the pointer: a step with its element, or a wire with its path. */
type Moving = {
  readonly steps: readonly { readonly drawn: DrawnStep; readonly element: Element }[];
  readonly wires: readonly { readonly wire: ConnectedWire; readonly path: Element }[];
  readonly ids: ReadonlySet<string>;
};

/**
 * What ngx-graph drew, moved while a gesture runs: written straight into the elements, since its own way draws every
 * connection anew at every move. When the gesture ends the steps get their places by the flow, as always.
 */
export class Drawing {
  private moving: Moving | null = null;

  private readonly host: HTMLElement;

  constructor(host: HTMLElement) {
    this.host = host;
  }

  /** Shows the flow from there, without Angular. */
  look({ x, y, zoom }: Viewport): void {
    this.host.querySelector('g.graph')?.setAttribute('transform', `matrix(${zoom},0,0,${zoom},${x},${y})`);
    const { style } = this.host;
    style.setProperty('--grid-x', `${x}px`);
    style.setProperty('--grid-y', `${y}px`);
    style.setProperty('--grid-size', `${20 * zoom * (zoom < 0.5 ? 5 : 1)}px`);
  }

  /** Tells ngx-graph where we look from, so that what it draws next stands there too. */
  settle(graph: GraphComponent, { x, y, zoom }: Viewport): void {
    graph.transformationMatrix = { a: zoom, b: 0, c: 0, d: zoom, e: x, f: y };
    graph.updateTransform();
    graph.cd.markForCheck();
  }

  begin(ids: ReadonlySet<string>, steps: ReadonlyMap<string, DrawnStep>, wires: readonly ConnectedWire[]): void {
    const elements = this.elementsIn('.nodes');
    const groups = this.elementsIn('.links');
    this.moving = {
      ids,
      steps: [...ids].flatMap((id) => {
        const [drawn, element] = [steps.get(id), elements.get(id)];
        return drawn && element ? [{ drawn, element }] : [];
      }),
      wires: wires.flatMap((wire) => {
        const path = ids.has(wire.from) || ids.has(wire.to) ? groups.get(wire.id)?.querySelector('path.line') : null;
        return path ? [{ wire, path }] : [];
      }),
    };
    this.steps = steps;
  }

  private steps: ReadonlyMap<string, DrawnStep> = new Map();

  /** Moves what was begun to `by` from where it stood. */
  move(by: Point): void {
    if (!this.moving) return;
    for (const { drawn, element } of this.moving.steps)
      element.setAttribute('transform', `translate(${drawn.box.x + by.x}, ${drawn.box.y + by.y})`);
    for (const { wire, path } of this.moving.wires) path.setAttribute('d', this.pathOf(wire, by));
  }

  /** @returns what was moved */
  end(): ReadonlySet<string> {
    const ids = this.moving?.ids ?? new Set<string>();
    this.moving = null;
    return ids;
  }

  private pathOf({ from, port, to }: ConnectedWire, by: Point): string {
    const [source, target] = [this.steps.get(from), this.steps.get(to)];
    if (!source || !target) return '';
    const shifted = (id: string, point: Point): Point =>
      this.moving?.ids.has(id) ? { x: point.x + by.x, y: point.y + by.y } : point;
    return pathOf(wireBetween(shifted(from, outletOf(source, port)), shifted(to, inletOf(target.box))));
  }

  private elementsIn(group: string): ReadonlyMap<string, Element> {
    const elements = this.host.querySelectorAll(`g.graph > ${group} > g`);
    return new Map([...elements].map((element) => [element.id, element]));
  }
}
