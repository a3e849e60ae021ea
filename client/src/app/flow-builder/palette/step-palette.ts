import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import type { StepType } from '#contracts/flow/steps';
import { Icon } from '#client/ui/icon';
import { slop } from '#client/flow-builder/canvas/gesture';
import type { Point } from '#client/flow-builder/canvas/step-box';
import { lookOf, paletteOrder } from '#client/flow-builder/step-looks';
import { StepWords } from '#client/flow-builder/step-words';

/** A step type that was dragged out of the palette and let go somewhere in the window. */
export type Dropped = { readonly type: StepType; readonly client: Point };

/**
 * Every type of step. Dragged onto the canvas by mouse, pen or finger (sideways: up and down the palette scrolls), or
 * tapped, and then the place on the canvas is tapped.
 */
@Component({
  selector: 'app-step-palette',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { role: 'group', '[attr.aria-label]': "words.t('palette.label')" },
  template: `
    @for (type of types; track type) {
      <button
        type="button"
        [attr.data-family]="look(type).family"
        [attr.data-type]="type"
        [attr.aria-pressed]="held() === type"
        [title]="words.t('steps.' + type + '.about')"
        (click)="pick(type, $event)"
        (pointerdown)="press(type, $event)"
        (pointermove)="move($event)"
        (pointerup)="release($event)"
        (pointercancel)="drag.set(null)"
      >
        <span class="badge"><app-icon [path]="look(type).icon" /></span>
        <span class="name">{{ words.kind(type) }}</span>
      </button>
    }
    @if (drag(); as held) {
      @if (held.moved) {
        <div
          class="ghost"
          aria-hidden="true"
          [attr.data-family]="look(held.type).family"
          [style.left.px]="held.at.x"
          [style.top.px]="held.at.y"
        >
          <span class="badge"><app-icon [path]="look(held.type).icon" /></span>{{ words.kind(held.type) }}
        </div>
      }
    }
  `,
  styleUrl: './step-palette.scss',
})
export class StepPalette {
  protected readonly words = inject(StepWords);
  protected readonly types = paletteOrder;
  protected readonly look = lookOf;

  /** The type that the next tap on the canvas places. */
  readonly held = input<string | null>(null);
  readonly picked = output<StepType | null>();
  /** Chosen by a key or a screen reader, which cannot tap a place. */
  readonly placed = output<StepType>();
  readonly dropped = output<Dropped>();

  protected readonly drag = signal<{ type: StepType; from: Point; at: Point; moved: boolean } | null>(null);
  #swallow = false;

  protected pick(type: StepType, { detail }: MouseEvent): void {
    if (this.#swallow) this.#swallow = false;
    else if (detail === 0) this.placed.emit(type);
    else this.picked.emit(this.held() === type ? null : type);
  }

  protected press(type: StepType, event: PointerEvent): void {
    this.#swallow = false;
    if (event.button !== 0) return;
    // A quick mouse is elsewhere at its first move.
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const at = { x: event.clientX, y: event.clientY };
    this.drag.set({ type, from: at, at, moved: false });
  }

  protected move(event: PointerEvent): void {
    const held = this.drag();
    if (!held) return;
    const at = { x: event.clientX, y: event.clientY };
    const moved = held.moved || Math.hypot(at.x - held.from.x, at.y - held.from.y) >= slop;
    if (moved) this.drag.set({ ...held, at, moved });
  }

  protected release(event: PointerEvent): void {
    const held = this.drag();
    this.drag.set(null);
    if (!held?.moved) return;
    // The click that follows a drag is none.
    this.#swallow = true;
    this.dropped.emit({ type: held.type, client: { x: event.clientX, y: event.clientY } });
  }
}
