import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { StepWords } from '#client/flow-builder/step-words';
import { around, type Box, type DrawnStep, type Point } from './step-box.ts';
import { seenBox, type Size, type Viewport } from './viewport.ts';

/** The whole flow, small, with the part that is seen; a press looks there. */
@Component({
  selector: 'app-minimap',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `
    @if (whole(); as box) {
      <svg
        [attr.viewBox]="box.x + ' ' + box.y + ' ' + box.width + ' ' + box.height"
        (pointerdown)="look($event)"
        (pointermove)="look($event)"
      >
        <path class="steps" [attr.d]="outlines()" />
        <rect
          class="seen"
          [attr.x]="seen().x"
          [attr.y]="seen().y"
          [attr.width]="seen().width"
          [attr.height]="seen().height"
          [attr.stroke-width]="box.width / 90"
        />
      </svg>
    }
  `,
  styles: `
    :host {
      display: block;
      width: 168px;
      height: 104px;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 12px;
      overflow: hidden;
      background: var(--mat-sys-surface);
    }
    svg {
      width: 100%;
      height: 100%;
      touch-action: none;
      cursor: pointer;
    }
    .steps {
      fill: var(--mat-sys-outline);
    }
    .seen {
      fill: color-mix(in srgb, var(--mat-sys-primary) 14%, transparent);
      stroke: var(--mat-sys-primary);
    }
  `,
})
export class Minimap {
  protected readonly words = inject(StepWords);
  readonly steps = input.required<readonly DrawnStep[]>();
  readonly viewport = input.required<Viewport>();
  readonly size = input.required<Size>();
  readonly looked = output<Point>();

  protected readonly seen = computed<Box>(() => seenBox(this.viewport(), this.size()));
  /** All steps as one path: five hundred elements would be drawn anew with every edit. */
  protected readonly outlines = computed(() =>
    this.steps()
      .map(({ box: { x, y, width, height } }) => `M${x},${y}h${width}v${height}h${-width}z`)
      .join(''),
  );
  protected readonly whole = computed(() => {
    const steps = around(this.steps().map(({ box }) => box));
    if (!steps) return null;
    const margin = 120;
    return {
      x: steps.x - margin,
      y: steps.y - margin,
      width: steps.width + 2 * margin,
      height: steps.height + 2 * margin,
    };
  });

  protected look(event: PointerEvent): void {
    if (event.buttons === 0 || !(event.currentTarget instanceof SVGSVGElement)) return;
    const matrix = event.currentTarget.getScreenCTM();
    if (!matrix) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    this.looked.emit({ x, y });
  }
}
