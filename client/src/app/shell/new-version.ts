import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { AppVersion } from '#client/data/app-version';
import { SyncOverview } from '#client/data/sync-overview';

/**
 * Offers a newer version of the app, once nothing is under way: no finger or button is down, and every edit is on the
 * server. Edits would survive the reload; waiting for them keeps a person from wondering.
 */
@Component({
  selector: 'app-new-version',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoDirective],
  host: {
    '(document:pointerdown)': 'pressed.set(true)',
    '(document:pointerup)': 'pressed.set(false)',
    '(document:pointercancel)': 'pressed.set(false)',
    role: 'status',
  },
  template: `
    @if (offered()) {
      <p *transloco="let t; prefix: 'version'">
        <span>{{ t('ready') }}</span>
        <button matButton type="button" (click)="version.reload()">{{ t('reload') }}</button>
        <button matButton type="button" (click)="later.set(true)">{{ t('later') }}</button>
      </p>
    }
  `,
  styles: `
    p {
      position: fixed;
      inset: auto auto 1rem 50%;
      z-index: 15;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.5rem;
      width: max-content;
      max-width: calc(100% - 4rem);
      margin: 0;
      padding: 0.25rem 0.5rem 0.25rem 1rem;
      transform: translateX(-50%);
      border-radius: 0.75rem;
      background: var(--mat-sys-inverse-surface);
      color: var(--mat-sys-inverse-on-surface);
    }
    button {
      --mat-button-text-label-text-color: var(--mat-sys-inverse-primary);
      --mat-button-text-state-layer-color: var(--mat-sys-inverse-primary);
    }
  `,
})
export class NewVersion {
  protected readonly version = inject(AppVersion);
  readonly #overview = inject(SyncOverview);
  protected readonly pressed = signal(false);
  protected readonly later = signal(false);
  protected readonly offered = computed(
    () => this.version.newer() && !this.later() && !this.pressed() && this.#overview.waiting() === 0,
  );
}
