import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import type { Execution } from '#client/data/executions';
import { Words } from '#client/words/words';

/** How a run stands, in a word. */
@Component({
  selector: 'app-run-status',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'status()' },
  template: `{{ words.t('executionStatus.' + status()) }}`,
  styles: `
    :host {
      display: inline-block;
      padding: 0.125rem 0.625rem;
      border-radius: 1rem;
      background: var(--mat-sys-surface-container-high);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-label-large);
      white-space: nowrap;
    }
    :host(.running) {
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
    }
    :host(.pausing),
    :host(.paused),
    :host(.stopping) {
      background: var(--mat-sys-tertiary-container);
      color: var(--mat-sys-on-tertiary-container);
    }
  `,
})
export class RunStatus {
  readonly status = input.required<Execution['status']>();
  protected readonly words = inject(Words);
}
