import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';
import { KeptCampaigns } from '#client/data/kept-campaigns';
import { Online } from '#client/data/online';
import { Reader } from '#client/ui/reader';

/** Whether a campaign is whole on this device, and the way to have it so. */
@Component({
  selector: 'app-offline-copy',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatProgressBar, TranslocoDirective],
  template: `
    <section *transloco="let t; prefix: 'campaigns.offlineCopy'">
      <h2>{{ t('title') }}</h2>
      @if (progress(); as progress) {
        <p role="status">{{ t(progress.total === 0 ? 'starting' : 'fetching', progress) }}</p>
        <mat-progress-bar
          mode="determinate"
          [attr.aria-label]="t('title')"
          [value]="(100 * progress.done) / (progress.total || 1)"
        />
      } @else if (row(); as row) {
        <p role="status">
          @if (row.wrong === null && row.since !== null) {
            {{ t('since', { when: reader.moment(row.since) }) }}
          } @else {
            {{ t('wrong.' + (row.wrong ?? 'interrupted')) }}
            @if (row.since !== null) {
              {{ t('stale', { when: reader.moment(row.since) }) }}
            }
          }
        </p>
        <div class="deeds">
          <button matButton="outlined" type="button" [disabled]="!online()" (click)="make()">
            {{ t(row.wrong === null ? 'again' : 'retry') }}
          </button>
          <button matButton type="button" (click)="remove()">{{ t('remove') }}</button>
        </div>
      } @else {
        <p>{{ t('not') }}</p>
        <div class="deeds">
          <button matButton="outlined" type="button" [disabled]="!online()" (click)="make()">{{ t('make') }}</button>
        </div>
      }
      @if (!online() && !whole()) {
        <p>{{ t('needed') }}</p>
      }
    </section>
  `,
  styles: `
    p {
      max-width: 44rem;
      margin: 0.5rem 0;
      color: var(--mat-sys-on-surface-variant);
    }
    mat-progress-bar {
      max-width: 24rem;
    }
    .deeds {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
  `,
})
export class OfflineCopy {
  readonly campaignId = input.required<string>();
  readonly name = input.required<string>();

  readonly #kept = inject(KeptCampaigns);
  protected readonly reader = inject(Reader);
  protected readonly online = inject(Online).online;
  protected readonly row = computed(() => this.#kept.byId().get(this.campaignId()));
  protected readonly progress = computed(() => this.#kept.underWay().get(this.campaignId()));
  protected readonly whole = computed(() => this.row()?.wrong === null);

  protected make(): void {
    void this.#kept.makeAvailable(this.campaignId(), this.name());
  }

  protected remove(): void {
    void this.#kept.letGo(this.campaignId());
  }
}
