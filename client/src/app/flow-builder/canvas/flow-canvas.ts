import {
  afterNextRender,
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
  ViewEncapsulation,
} from '@angular/core';
import { GraphComponent, LayoutService } from '@swimlane/ngx-graph';
import type { Connection } from '#contracts/flow/document';
import type { CanvasAct } from './canvas-act.ts';
import { drawnWires, edgesOf, nodesOf, type CanvasStep } from './canvas-step.ts';
import { Drawing } from './drawing.ts';
import type { Effect, Tool } from './gesture.ts';
import { inletAt, targetAt, type Target } from './hit.ts';
import { boxBetween, drawLasso } from './lasso.ts';
import { placedLayout } from './placed-layout.ts';
import { Pointers, type Turn } from './pointers.ts';
import { headHeight, inletOf, onGrid, outletAt, outletOf, type DrawnStep, type Point } from './step-box.ts';
import { firstViewport, inFlow, onCanvas, panned, pinched, zoomed, type Size, type Viewport } from './viewport.ts';
import { pathOf, wireBetween, wireCurve } from './wire.ts';
import type { Selection } from '#client/flow-builder/editing/selection';

type Shown = { readonly steps: readonly CanvasStep[]; readonly connections: readonly Connection[] };

/**
 * Draws a flow and tells what is done to it. ngx-graph draws; what moves while a pointer is down is written straight into
 * its elements (see Drawing), and the flow that is shown rests until the gesture ends.
 */
@Component({
  selector: 'app-flow-canvas',
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  imports: [GraphComponent, Pointers],
  providers: [LayoutService],
  templateUrl: './flow-canvas.html',
  styleUrl: './flow-canvas.scss',
})
export class FlowCanvas {
  readonly steps = input.required<readonly CanvasStep[]>();
  readonly connections = input.required<readonly Connection[]>();
  readonly selection = input.required<Selection>();
  readonly tool = input.required<Tool>();
  readonly mayEdit = input.required<boolean>();
  readonly label = input.required<string>();
  readonly description = input.required<string>();
  readonly gridShown = input(true);
  /** Steps that a rehearsal passed. */
  readonly trail = input<ReadonlySet<string>>(new Set());
  readonly acted = output<CanvasAct>();
  /** A pointer begins to move something, or has ended. */
  readonly gestured = output<boolean>();
  /** Where we look from, whenever it rests. */
  readonly looked = output<Viewport>();

  protected readonly layout = placedLayout;
  protected readonly curve = wireCurve;
  protected readonly inletAt = headHeight / 2;
  protected readonly rules = computed(() => ({ tool: this.tool().name, mayEdit: this.mayEdit() }));

  private readonly busy = signal(false);
  /** The flow as it is drawn: what comes in while a pointer moves something is shown when that has ended. */
  private readonly shown = linkedSignal<Shown & { readonly busy: boolean }, Shown>({
    source: () => ({ steps: this.steps(), connections: this.connections(), busy: this.busy() }),
    computation: (now, before) => (now.busy && before ? before.value : now),
  });
  private readonly byId = computed(
    () => new Map<string, DrawnStep>(this.shown().steps.map((step) => [step.step.id, step])),
  );
  private readonly wires = computed(() => drawnWires(this.byId(), this.shown().connections));
  protected readonly nodes = computed(() => nodesOf(this.shown().steps));
  protected readonly edges = computed(() => edgesOf(this.byId(), this.shown().connections));

  private readonly surface = viewChild.required<ElementRef<HTMLElement>>('surface');
  private readonly graph = viewChild.required(GraphComponent);
  private readonly pulled = viewChild.required<ElementRef<SVGPathElement>>('pulled');
  private readonly lasso = viewChild.required<ElementRef<SVGRectElement>>('lasso');
  private readonly pointers = viewChild.required(Pointers);
  private readonly injector = inject(Injector);

  private view: Viewport = firstViewport;
  private drawing: Drawing | null = null;
  private pulling: { readonly from: string; readonly port: string } | null = null;
  private more = false;
  private lit: string | null = null;
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    afterNextRender(() => {
      this.drawing = new Drawing(this.surface().nativeElement, () => ({ steps: this.byId(), wires: this.wires() }));
      this.lookFrom(this.view);
    });
    inject(DestroyRef).onDestroy(() => this.drawing?.stop());
    // ngx-graph takes no notice of inputs of which one is empty.
    afterRenderEffect(() => {
      if (this.nodes().length === 0 || this.edges().length === 0) untracked(() => this.graph().update());
      untracked(() => this.drawing?.showWhatIsInSight());
    });
  }

  get viewport(): Viewport {
    return this.view;
  }

  get element(): HTMLElement {
    return this.surface().nativeElement;
  }

  get size(): Size {
    const { clientWidth: width, clientHeight: height } = this.surface().nativeElement;
    return { width, height };
  }

  focus(): void {
    this.surface().nativeElement.focus({ preventScroll: true });
  }

  /** Shows the flow from there. */
  lookFrom(view: Viewport): void {
    this.view = view;
    this.drawing?.look(view);
    this.settle();
  }

  /** Gives up what a pointer has begun. */
  abort(): void {
    this.pointers().abort();
  }

  /** Draws everything where the flow has it, when a move came to nothing. */
  redraw(): void {
    this.shown.set({ steps: this.steps(), connections: this.connections() });
    afterNextRender(() => this.graph().update(), { injector: this.injector });
  }

  protected readonly targetAt = (at: Point): Target =>
    targetAt([...this.byId().values()], this.wires(), inFlow(this.view, at), this.view.zoom);

  protected short(text: string, most: number): string {
    return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
  }

  protected portAt({ box, ports }: DrawnStep, index: number): string {
    const { x, y } = outletAt({ ...box, x: 0, y: 0 }, index, ports.length);
    return `translate(${x}, ${y})`;
  }

  protected readonly hover = (at: Point): void => {
    const target = this.targetAt(at);
    const element = this.surface().nativeElement;
    element.dataset.over = target.on;
    const lit = target.on === 'port' && this.mayEdit() ? `${target.id}/${target.port}` : null;
    if (lit === this.lit) return;
    this.lit = lit;
    element.querySelector('.port.lit')?.classList.remove('lit');
    if (lit !== null) element.querySelector(`[data-port="${lit}"]`)?.classList.add('lit');
  };

  protected readonly turn = ({ at, by, zooms }: Turn): void => {
    this.seeing(zooms ? zoomed(this.view, Math.exp(-by.y / 300), at) : panned(this.view, { x: -by.x, y: -by.y }));
  };

  /** The place of the flow under a place of the window; null beside the canvas. */
  placeUnder(client: Point): Point | null {
    const { left, top, right, bottom } = this.surface().nativeElement.getBoundingClientRect();
    if (client.x < left || client.x > right || client.y < top || client.y > bottom) return null;
    return inFlow(this.view, { x: client.x - left, y: client.y - top });
  }

  protected readonly follow = (effect: Effect): void => {
    switch (effect.do) {
      case 'tap':
        this.settle();
        return this.acted.emit({
          act: 'tap',
          target: effect.target,
          at: inFlow(this.view, effect.at),
          more: effect.more,
        });
      case 'pan':
        return this.seeing(panned(this.view, effect.by));
      case 'pinch':
        return this.seeing(pinched(this.view, effect.before, effect.after));
      case 'dragStart':
      case 'connectStart':
      case 'lassoStart':
        return this.started(effect);
      case 'drag':
        return this.drawing?.move(this.distance(effect));
      case 'drop':
        return this.letGo(effect);
      case 'connectTo':
      case 'lassoTo':
        return effect.do === 'connectTo'
          ? this.pull(effect.at)
          : drawLasso(this.lasso().nativeElement, boxBetween(effect.from, effect.at));
      case 'connectEnd':
        return this.connect(effect.at);
      case 'lassoEnd':
        this.ended();
        return this.acted.emit({
          ...{ act: 'lasso', more: this.more },
          box: boxBetween(inFlow(this.view, effect.from), inFlow(this.view, effect.at)),
        });
      case 'abort':
        return this.aborted();
    }
  };

  private seeing(view: Viewport): void {
    this.view = view;
    this.drawing?.look(view);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(), 150);
  }

  /** What we look from is told when it rests: nobody has to follow every move. */
  private settle(): void {
    clearTimeout(this.resting);
    this.drawing?.settle(this.graph(), this.view);
    this.looked.emit(this.view);
  }

  private started({
    do: begun,
    target,
    more,
  }: Extract<Effect, { do: 'dragStart' | 'connectStart' | 'lassoStart' }>): void {
    this.more = more;
    this.busy.set(true);
    this.gestured.emit(true);
    if (begun === 'connectStart' && target.on === 'port') this.pulling = { from: target.id, port: target.port };
    if (begun !== 'dragStart' || target.on !== 'step') return;
    const { steps } = this.selection();
    const ids = steps.has(target.id) ? steps : new Set([target.id]);
    if (!steps.has(target.id)) this.acted.emit({ act: 'grab', id: target.id, more });
    this.drawing?.begin(ids, this.byId(), this.wires());
  }

  private distance({ from, at }: { readonly from: Point; readonly at: Point }): Point {
    return { x: (at.x - from.x) / this.view.zoom, y: (at.y - from.y) / this.view.zoom };
  }

  private letGo(effect: { readonly from: Point; readonly at: Point }): void {
    const by = this.distance(effect);
    const ids = this.drawing?.end() ?? new Set<string>();
    const first = this.byId().get([...ids][0] ?? '');
    if (first) {
      const snapped = { x: onGrid(first.box.x + by.x) - first.box.x, y: onGrid(first.box.y + by.y) - first.box.y };
      if (snapped.x === 0 && snapped.y === 0) this.redraw();
      else this.acted.emit({ act: 'move', ids, by: snapped });
    }
    this.ended();
  }

  private pull(at: Point): void {
    const source = this.byId().get(this.pulling?.from ?? '');
    if (!source || !this.pulling) return;
    const end = inFlow(this.view, at);
    const over = this.byId().get(inletAt([...this.byId().values()], end, this.view.zoom) ?? '');
    const wire = wireBetween(outletOf(source, this.pulling.port), over ? inletOf(over.box) : end);
    const path = this.pulled().nativeElement;
    path.removeAttribute('hidden');
    path.setAttribute('d', pathOf(wire.map((point) => onCanvas(this.view, point)) as unknown as typeof wire));
    path.classList.toggle('caught', over !== undefined);
  }

  private connect(at: Point): void {
    const { pulling } = this;
    this.ended();
    if (!pulling) return;
    const end = inFlow(this.view, at);
    const to = inletAt([...this.byId().values()], end, this.view.zoom);
    this.acted.emit({ act: 'connect', ...pulling, to, at: end });
  }

  private ended(): void {
    this.pulling = null;
    this.pulled().nativeElement.setAttribute('hidden', '');
    this.lasso().nativeElement.setAttribute('hidden', '');
    this.busy.set(false);
    this.gestured.emit(false);
  }

  private aborted(): void {
    this.drawing?.move({ x: 0, y: 0 });
    this.drawing?.end();
    this.ended();
  }
}
