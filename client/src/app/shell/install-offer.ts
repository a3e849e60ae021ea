import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { Install } from '#client/data/install';
import { StorageRoom } from '#client/data/storage-room';

/** Offers to install the app, once there is something on this device that would be missed. */
@Component({
  selector: 'app-install-offer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoDirective],
  template: `
    @if (install.offered()) {
      <aside *transloco="let t; prefix: 'install'" [attr.aria-label]="t('label')">
        <p>{{ t(install.canAsk() ? 'ask' : 'apple') }}</p>
        @if (install.canAsk()) {
          <button matButton="tonal" type="button" (click)="accept()">{{ t('yes') }}</button>
        }
        <button matButton type="button" (click)="install.decline()">{{ t('no') }}</button>
      </aside>
    }
  `,
  styles: `
    aside {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.5rem;
      max-width: 72rem;
      box-sizing: border-box;
      margin-bottom: 1rem;
      padding: 0.5rem 0.75rem 0.5rem 1rem;
      border-radius: 0.75rem;
      background: var(--mat-sys-secondary-container);
      color: var(--mat-sys-on-secondary-container);
    }
    p {
      flex: 1 1 16rem;
      margin: 0;
    }
  `,
})
export class InstallOffer {
  readonly #storage = inject(StorageRoom);
  protected readonly install = inject(Install);

  protected async accept(): Promise<void> {
    await this.install.ask();
    await this.#storage.askToPersist();
  }
}
