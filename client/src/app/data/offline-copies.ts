import { inject, Injectable } from '@angular/core';
import { KeptCampaigns } from './kept-campaigns.ts';
import { ThisDevice } from './this-device.ts';

/** What is kept here for reading without a network and can be fetched again. */
@Injectable({ providedIn: 'root' })
export class OfflineCopies {
  readonly #device = inject(ThisDevice).device;
  readonly #kept = inject(KeptCampaigns);

  /** Removes it; edits that are not on the server stay. False: there was nothing. */
  async remove(): Promise<boolean> {
    const device = this.#device();
    if (!device) return false;
    let removed = false;
    // Once for what is passing, once for what was asked to be kept.
    for (let round = 0; round < 2; round += 1) removed = (await device.makeRoom()) || removed;
    for (const { campaignId } of this.#kept.all()) await this.#kept.letGo(campaignId);
    return removed;
  }
}
