import { computed, effect, inject, Injectable, untracked } from '@angular/core';
import type { KeptCampaignRow } from './device-database.ts';
import { KeptCampaigns } from './kept-campaigns.ts';
import { Online } from './online.ts';
import { SyncOverview } from './sync-overview.ts';
import { ThisDevice } from './this-device.ts';

/** A campaign is not brought up to date by itself more often than this. */
const restMs = 10 * 60_000;

/** Whether a kept campaign was left alone long enough; a clock that was put back is no reason to wait. */
export function isDue({ since, tried }: Pick<KeptCampaignRow, 'since' | 'tried'>, now: number): boolean {
  return Math.abs(now - Math.max(since ?? 0, tried ?? 0)) >= restMs;
}

/**
 * Brings the campaigns that are kept for work without a network up to date when the app is opened with a connection and
 * when the connection has come back: one at a time, in one tab, once the edits of this device are on the server.
 */
@Injectable({ providedIn: 'root' })
export class FreshCopies {
  readonly #kept = inject(KeptCampaigns);
  readonly #thisDevice = inject(ThisDevice);
  readonly #state = inject(SyncOverview).state;
  readonly #online = inject(Online).online;
  readonly #atRest = computed(() => this.#state().is === 'live' && this.#online());

  constructor() {
    effect(() => {
      if (this.#atRest() && this.#thisDevice.device()) untracked(() => void this.#refresh());
    });
  }

  async #refresh(): Promise<void> {
    const device = await this.#thisDevice.ready();
    const locks = (navigator as Partial<Navigator>).locks;
    if (!device || !locks) return;
    await locks.request(`copies:${device.db.personId}`, { ifAvailable: true }, async (lock) => {
      if (lock === null) return;
      for (const row of await device.db.keptCampaigns.toArray())
        if (this.#online() && isDue(row, Date.now())) await this.#kept.refresh(row.campaignId);
    });
  }
}
