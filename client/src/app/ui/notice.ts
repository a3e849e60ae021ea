import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { mdiAlertCircleOutline, mdiCloudOffOutline, mdiTrayRemove } from '@mdi/js';
import { Icon } from './icon.ts';

const icons = { empty: mdiTrayRemove, offline: mdiCloudOffOutline, error: mdiAlertCircleOutline };

/** Instead of what is not there: nothing yet, no network, or a fault. Says what to do; the deed itself stands inside. */
@Component({
  selector: 'app-notice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { '[class]': 'kind()', '[attr.role]': "kind() === 'error' ? 'alert' : null" },
  template: `
    <app-icon [path]="icon()" />
    <h2>{{ heading() }}</h2>
    <p>{{ text() }}</p>
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: 0.5rem;
      max-width: 34rem;
      margin: 3rem auto;
      padding: 0 1rem;
      text-align: center;
    }
    app-icon {
      width: 2.5rem;
      height: 2.5rem;
      color: var(--mat-sys-on-surface-variant);
    }
    :host(.error) app-icon {
      color: var(--mat-sys-error);
    }
    p {
      margin: 0 0 0.5rem;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class Notice {
  readonly kind = input.required<'empty' | 'offline' | 'error'>();
  readonly heading = input.required<string>();
  readonly text = input('');
  protected readonly icon = computed(() => icons[this.kind()]);
}
