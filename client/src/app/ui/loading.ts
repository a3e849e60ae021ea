import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** Grey lines where rows will stand, so that nothing jumps when they come. */
@Component({
  selector: 'app-loading',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'status' },
  template: `
    <span class="visually-hidden">{{ label() }}</span>
    @for (line of lines; track line) {
      <div></div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.75rem;
    }
    div {
      height: 4.5rem;
      border-radius: 0.75rem;
      background: var(--mat-sys-surface-container);
      animation: breathe 1.6s ease-in-out infinite alternate;
    }
    @keyframes breathe {
      to {
        opacity: 0.5;
      }
    }
  `,
})
export class Loading {
  readonly label = input.required<string>();
  protected readonly lines = [1, 2, 3];
}
