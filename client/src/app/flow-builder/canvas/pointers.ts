import { Directive, ElementRef, inject, input, type OnDestroy } from '@angular/core';
import { idle, next, type Effect, type Gesture, type Input, type Rules } from './gesture.ts';
import type { Target } from './hit.ts';
import type { Point } from './step-box.ts';

/** A turn of the wheel at a place of the canvas. */
export type Turn = { readonly at: Point; readonly by: Point; readonly zooms: boolean };

/**
 * Turns pointers on its element into what the canvas does. The listeners stand outside Angular, and mouse and touch
 * events end here: ngx-graph listens to them on the document and would check itself at every move.
 */
@Directive({ selector: '[appPointers]' })
export class Pointers implements OnDestroy {
  readonly rules = input.required<Rules>();
  /** What is under a point of the canvas; touch reaches farther than a mouse. */
  readonly targetAt = input.required<(at: Point) => Target>();
  /** Functions and no outputs: an output would have Angular check the canvas at every move. */
  readonly follow = input.required<(effect: Effect) => void>();
  readonly turned = input.required<(turn: Turn) => void>();
  /** The pointer moves over the canvas without a button. */
  readonly hovered = input.required<(at: Point) => void>();

  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly listening = new AbortController();
  private gesture: Gesture = idle;

  constructor() {
    const { signal } = this.listening;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      handle: (event: HTMLElementEventMap[K]) => void,
      options: AddEventListenerOptions = {},
    ): void => this.element.addEventListener(type, handle, { capture: true, signal, ...options });
    for (const type of ['mousedown', 'mousemove', 'mouseup', 'click', 'dblclick'] as const)
      on(type, (event) => event.stopPropagation());
    for (const type of ['touchstart', 'touchmove', 'touchend'] as const)
      on(type, (event) => event.stopPropagation(), { passive: true });
    on('pointerdown', (event) => this.down(event));
    on('pointermove', (event) => this.moved(event));
    on('pointerup', (event) => this.take({ type: 'up', pointer: event.pointerId, at: this.placeOf(event) }));
    on('pointercancel', (event) => this.take({ type: 'cancel', pointer: event.pointerId }));
    on('lostpointercapture', (event) => this.take({ type: 'cancel', pointer: event.pointerId }));
    on('contextmenu', (event) => event.preventDefault());
    on('wheel', (event) => this.wheel(event), { passive: false });
  }

  ngOnDestroy(): void {
    this.listening.abort();
  }

  /** Gives up what is going on, as Escape does. */
  abort(): void {
    if (this.gesture.name === 'idle') return;
    this.gesture = idle;
    this.follow()({ do: 'abort' });
  }

  private down(event: PointerEvent): void {
    if (event.button > 1) return;
    const at = this.placeOf(event);
    this.element.setPointerCapture(event.pointerId);
    if (event.button === 1) event.preventDefault();
    this.take({
      ...{ type: 'down', pointer: event.pointerId, at, target: this.targetAt()(at) },
      ...{ more: event.shiftKey || event.ctrlKey || event.metaKey, pans: event.button === 1 },
    });
  }

  private moved(event: PointerEvent): void {
    if (this.gesture.name === 'idle') this.hovered()(this.placeOf(event));
    else this.take({ type: 'move', pointer: event.pointerId, at: this.placeOf(event) });
  }

  private take(input: Input): void {
    const [gesture, effects] = next(this.gesture, input, this.rules());
    this.gesture = gesture;
    for (const effect of effects) this.follow()(effect);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const [x, y] = [event.deltaX * scale, event.deltaY * scale];
    const by = event.shiftKey && x === 0 ? { x: y, y: 0 } : { x, y };
    this.turned()({ at: this.placeOf(event), by, zooms: event.ctrlKey || event.metaKey });
  }

  private placeOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
