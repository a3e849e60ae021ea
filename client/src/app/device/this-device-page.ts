import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { AppVersion } from '#client/data/app-version';
import { Campaigns } from '#client/data/campaigns';
import { FlowsOnDevice } from '#client/data/flows-on-device';
import { Install } from '#client/data/install';
import { KeptCampaigns } from '#client/data/kept-campaigns';
import { OfflineApp } from '#client/data/offline-app';
import { OfflineCopies } from '#client/data/offline-copies';
import { Online } from '#client/data/online';
import { StorageRoom } from '#client/data/storage-room';
import { SyncOverview } from '#client/data/sync-overview';
import { Reader } from '#client/ui/reader';

const megabyte = 1024 * 1024;

/** What this device keeps, what of it is nowhere else, and whether it can be relied on. */
@Component({
  selector: 'app-this-device-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, RouterLink, TranslocoDirective],
  templateUrl: './this-device-page.html',
  styleUrl: './this-device-page.scss',
})
export class ThisDevicePage {
  readonly #flows = inject(FlowsOnDevice);
  readonly #copies = inject(OfflineCopies);
  protected readonly reader = inject(Reader);
  protected readonly overview = inject(SyncOverview);
  protected readonly storage = inject(StorageRoom);
  protected readonly install = inject(Install);
  protected readonly version = inject(AppVersion);

  protected readonly copies = inject(KeptCampaigns);
  protected readonly online = inject(Online).online;
  readonly #campaigns = inject(Campaigns).all().kept;
  /** Where each flow is edited. */
  protected readonly campaignOf = computed(() => {
    const kept = this.#campaigns();
    return new Map(kept.is === 'here' ? kept.body.map(({ flow_id, campaign_id }) => [flow_id, campaign_id]) : []);
  });

  protected readonly asked = signal(false);
  /** What came of removing: null before it. */
  protected readonly removed = signal<boolean | null>(null);
  protected readonly room = computed(() => {
    const room = this.storage.room();
    const inMegabytes = (bytes: number): string => this.reader.number(Math.round(bytes / megabyte));
    return room && { used: inMegabytes(room.used), allowed: inMegabytes(room.allowed) };
  });
  protected readonly offline = inject(OfflineApp).obstacle;

  protected async askToPersist(): Promise<void> {
    await this.storage.askToPersist();
    this.asked.set(true);
  }

  protected async export(): Promise<void> {
    const url = URL.createObjectURL(new Blob([await this.#flows.pendingAsJson()], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `ai-flows-edits-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    URL.revokeObjectURL(url);
  }

  protected async remove(): Promise<void> {
    this.removed.set(await this.#copies.remove());
    await this.storage.look();
  }
}
