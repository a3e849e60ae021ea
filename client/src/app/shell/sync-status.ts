import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import {
  mdiAccountAlertOutline,
  mdiCloudCheckOutline,
  mdiCloudOffOutline,
  mdiCloudSyncOutline,
  mdiCloudUploadOutline,
  mdiHelpCircleOutline,
  mdiUpdate,
} from '@mdi/js';
import { AppVersion } from '#client/data/app-version';
import type { SyncState } from '#client/data/sync-state';
import { Icon } from '#client/ui/icon';
import { Reader } from '#client/ui/reader';

type Shown = {
  readonly icon: string;
  readonly text: string;
  readonly values?: Readonly<Record<string, unknown>>;
  /** The page where a person does something about it. */
  readonly way?: '/sign-in' | '/device';
};

/** Where a person's changes are, always in sight, in words and with a picture. */
@Component({
  selector: 'app-sync-status',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink, TranslocoDirective],
  template: `
    <div *transloco="let t; prefix: 'sync'" role="status" [attr.aria-label]="t('label')" [class]="state().is">
      <app-icon [path]="shown().icon" />
      @if (shown().way; as way) {
        <a [routerLink]="way" [queryParams]="way === '/sign-in' ? { next: router.url } : {}">
          {{ t(shown().text, shown().values ?? {}) }}
        </a>
      } @else if (state().is === 'upgrade') {
        <button type="button" (click)="version.reload()">{{ t(shown().text) }}</button>
      } @else {
        <span>{{ t(shown().text, shown().values ?? {}) }}</span>
      }
    </div>
  `,
  styles: `
    div {
      display: flex;
      align-items: center;
      gap: 0.5rem;
      min-height: 44px;
      font: var(--mat-sys-label-large);
      color: var(--mat-sys-on-surface-variant);
    }
    a,
    button {
      display: inline-flex;
      align-items: center;
      min-height: 44px;
      padding: 0;
      border: 0;
      background: none;
      color: inherit;
      font: inherit;
      text-align: start;
      text-decoration: underline;
      cursor: pointer;
    }
    .offline,
    .needs-auth,
    .upgrade {
      color: var(--mat-sys-tertiary);
    }
  `,
})
export class SyncStatus {
  readonly #reader = inject(Reader);
  protected readonly router = inject(Router);
  protected readonly version = inject(AppVersion);
  readonly state = input.required<SyncState>();
  /** Edits that are not on the server yet. */
  readonly waiting = input(0);
  /** Those of them that are on their way to this device's disk: they are not said to be kept on it. */
  readonly saving = input(0);
  /** Conflicts that wait for a person. */
  readonly decisions = input(0);

  protected readonly shown = computed(() =>
    this.#shown(this.state(), this.waiting() - this.saving(), this.decisions()),
  );

  /** `count`: edits that are saved here and not on the server yet. */
  #shown(state: SyncState, count: number, decisions: number): Shown {
    switch (state.is) {
      case 'offline': {
        const text = count > 0 ? 'offlineWaiting' : 'offline';
        return { icon: mdiCloudOffOutline, text, values: { time: this.#reader.time(state.since), count } };
      }
      case 'connecting':
        return { icon: mdiCloudSyncOutline, ...this.#waiting(count, 'connecting') };
      case 'syncing':
        // Looking for what is new, with nothing of one's own to send, is no count.
        return state.total === 0
          ? { icon: mdiCloudSyncOutline, text: 'connecting' }
          : { icon: mdiCloudSyncOutline, text: 'syncing', values: { done: state.done, total: state.total } };
      case 'needs-auth': {
        const text = count > 0 ? 'needsAuthWaiting' : 'needsAuth';
        return { icon: mdiAccountAlertOutline, text, values: { count }, way: '/sign-in' };
      }
      case 'upgrade':
        return { icon: mdiUpdate, text: 'upgrade' };
      case 'live':
        if (decisions > 0)
          return {
            ...{ icon: mdiHelpCircleOutline, text: decisions === 1 ? 'oneDecision' : 'decisions' },
            ...{ values: { count: decisions }, way: '/device' },
          };
        return {
          icon: count + this.saving() > 0 ? mdiCloudUploadOutline : mdiCloudCheckOutline,
          ...this.#waiting(count, 'live'),
        };
    }
  }

  #waiting(count: number, orElse: string): Omit<Shown, 'icon'> {
    if (count > 0) return { text: 'waiting', values: { count } };
    return { text: this.saving() > 0 ? 'saving' : orElse };
  }
}
