import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Reader } from '#client/ui/reader';
import { Words } from './words.ts';

/** Says whether what is seen is what is so now. */
@Component({
  selector: 'app-live-mark',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'status', '[class.live]': 'live()' },
  template: `<span class="dot" aria-hidden="true"></span
    >{{ live() ? words.t('live') : words.t('notLive', { time: reader.time(at()) }) }}`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 0.5rem;
      font: var(--mat-sys-label-large);
      color: var(--mat-sys-on-surface-variant);
    }
    .dot {
      width: 0.625rem;
      height: 0.625rem;
      border-radius: 50%;
      background: var(--mat-sys-outline);
    }
    :host(.live) .dot {
      background: var(--mat-sys-primary);
    }
  `,
})
export class LiveMark {
  readonly live = input.required<boolean>();
  /** When it was fetched, in milliseconds. */
  readonly at = input.required<number>();
  protected readonly words = inject(Words);
  protected readonly reader = inject(Reader);
}
