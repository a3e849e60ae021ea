import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

export type Share = { readonly key: string; readonly count: number; readonly tone: Tone };
export type Tone = 'good' | 'bad' | 'warn' | 'soft' | 'busy' | 'quiet' | 'none';

/** Parts of a whole, drawn as one bar. The numbers stand beside it in words: the bar itself says nothing to a reader. */
@Component({
  selector: 'app-share-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `
    @for (part of drawn(); track part.key) {
      <span [class]="part.tone" [style.flex-grow]="part.count"></span>
    }
  `,
  styles: `
    :host {
      display: flex;
      gap: 2px;
      height: 1rem;
      border-radius: 0.5rem;
      overflow: hidden;
      background: var(--mat-sys-surface-container-high);
    }
    span {
      flex: 0 1 0;
      min-width: 3px;
      transition: flex-grow 0.2s ease-out;
    }
    .good {
      background: var(--mat-sys-primary);
    }
    .bad {
      background: var(--mat-sys-error);
    }
    .warn {
      background: var(--mat-sys-tertiary);
    }
    .soft {
      background: color-mix(in srgb, var(--mat-sys-tertiary) 45%, var(--mat-sys-surface));
    }
    .busy {
      background: color-mix(in srgb, var(--mat-sys-primary) 45%, var(--mat-sys-surface));
    }
    .quiet {
      background: var(--mat-sys-outline);
    }
    .none {
      background: var(--mat-sys-surface-container-high);
    }
  `,
})
export class ShareBar {
  readonly parts = input.required<readonly Share[]>();
  protected readonly drawn = computed(() => this.parts().filter(({ count }) => count > 0));
}
