import type { GraphComponent } from '@swimlane/ngx-graph';
import type { ConnectedWire } from './canvas-step.ts';
import { inletOf, outletOf, type DrawnStep, type Point } from './step-box.ts';
import { inSight, isFar, stillInSight, type DrawnFlow } from './sight.ts';
import { firstViewport, type Size, type Viewport } from './viewport.ts';
import { pathOf, wireBetween } from './wire.ts';

/** One of the things that follow the pointer: a step with its element, or a wire with its path. */
type Moving = {
  readonly steps: readonly { readonly drawn: DrawnStep; readonly element: Element }[];
  readonly wires: readonly { readonly wire: ConnectedWire; readonly path: Element }[];
  readonly ids: ReadonlySet<string>;
};

const gridStep = 20;

/** How far the grid is shifted: it looks the same after each of its squares. */
function rest(shift: number, size: number): number {
  return (((shift % size) + size) % size) - size;
}

/**
 * What ngx-graph drew, moved while a gesture runs: written straight into the elements, since its own way draws every
 * connection anew at every move. When the gesture ends the steps get their places by the flow, as always.
 */
export class Drawing {
  private moving: Moving | null = null;
  private sighted: Viewport | null = null;
  private view: Viewport = firstViewport;

  private readonly host: HTMLElement;
  private readonly flow: () => DrawnFlow;
  /** A tablet that is turned sees what was left out. */
  private readonly resizing: ResizeObserver;

  constructor(host: HTMLElement, flow: () => DrawnFlow) {
    this.host = host;
    this.flow = flow;
    this.resizing = new ResizeObserver(() => this.showWhatIsInSight());
    this.resizing.observe(host);
  }

  stop(): void {
    this.resizing.disconnect();
  }

  /**
   * Shows the flow from there, without Angular. The grid is a layer of its own and is told by properties that are not
   * inherited: a custom property would have the style of every step worked out anew at every move.
   */
  look(view: Viewport): void {
    const { x, y, zoom } = view;
    this.view = view;
    // What can be read again is painted when the eye rests, not while two fingers zoom.
    if (isFar(view)) this.host.toggleAttribute('data-far', true);
    if (!this.sighted || !stillInSight(this.sighted, view, this.size())) this.showWhatIsInSight();
    this.host.querySelector('g.graph')?.setAttribute('transform', `matrix(${zoom},0,0,${zoom},${x},${y})`);
    const grid = this.host.querySelector<HTMLElement>('.grid');
    if (!grid) return;
    const size = gridStep * zoom * (zoom < 0.5 ? 5 : 1);
    grid.style.backgroundSize = `${size}px ${size}px`;
    grid.style.transform = `translate(${rest(x, size)}px, ${rest(y, size)}px)`;
  }

  /** Steps that nobody can see are not painted; of 500 that would be most of what a move costs. To be called when others were drawn. */
  showWhatIsInSight(): void {
    const seen = inSight(this.flow(), this.view, this.size());
    for (const group of ['.nodes', '.links'])
      for (const [id, { style }] of this.elementsIn(group)) style.display = seen.has(id) ? '' : 'none';
    this.sighted = this.view;
  }

  private size(): Size {
    return { width: this.host.clientWidth, height: this.host.clientHeight };
  }

  /** Tells ngx-graph where we look from, so that what it draws next stands there too. */
  settle(graph: GraphComponent, { x, y, zoom }: Viewport): void {
    this.host.toggleAttribute('data-far', isFar({ x, y, zoom }));
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
        const group = ids.has(wire.from) || ids.has(wire.to) ? groups.get(wire.id) : undefined;
        const path = group?.querySelector('path.line');
        if (!group || !path) return [];
        group.style.display = '';
        return [{ wire, path }];
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

  private elementsIn(group: string): ReadonlyMap<string, SVGGElement> {
    const elements = this.host.querySelectorAll<SVGGElement>(`g.graph > ${group} > g`);
    return new Map([...elements].map((element) => [element.id, element]));
  }
}
