import { inject, Injectable } from '@angular/core';
import { Api, type Answer } from './api.ts';
import { ThisDevice } from './this-device.ts';

/** An answer, and since when (milliseconds) it is kept, where it did not come from the server just now. */
export type KeptAnswer<Body> = Answer<Body> & { readonly keptAt?: number };

/**
 * Asks the server and keeps what it answers; where the server cannot be reached the kept answer is given instead. What
 * was looked at once can be read without a network from then on.
 */
@Injectable({ providedIn: 'root' })
export class AnswersOnDevice {
  readonly #api = inject(Api);
  readonly #thisDevice = inject(ThisDevice);

  async get<Body>(path: string): Promise<KeptAnswer<Body>> {
    const answer = await this.#api.get<Body>(path);
    const db = (await this.#thisDevice.ready())?.db;
    if (!db || answer.outcome === 'problem') return answer;
    const kept = await db.answers.get(path);
    if (answer.outcome === 'unreachable')
      return kept ? { outcome: 'ok', body: kept.body as Body, keptAt: kept.at } : answer;
    try {
      await db.answers.put({ path, body: answer.body, at: Date.now(), keptFor: kept?.keptFor ?? [] });
    } catch (fault) {
      // A full device still shows what it was just told; it only does not keep it.
      console.error(`Keeping the answer to ${path} failed.`, fault);
    }
    return answer;
  }

  /** The same, kept for good with a campaign; false: it could not be fetched. */
  async keep(path: string, campaignId: string): Promise<KeptAnswer<unknown>> {
    const answer = await this.get(path);
    const device = await this.#thisDevice.ready();
    await device?.db.answers
      .where('path')
      .equals(path)
      .modify((row) => {
        if (!row.keptFor.includes(campaignId)) Object.assign(row, { keptFor: [...row.keptFor, campaignId] });
      });
    return answer;
  }

  /** A campaign is not kept for good any more; what other campaigns need stays. */
  async letGo(campaignId: string): Promise<void> {
    const device = await this.#thisDevice.ready();
    await device?.db.answers
      .where('keptFor')
      .equals(campaignId)
      .modify((row) => void Object.assign(row, { keptFor: row.keptFor.filter((id) => id !== campaignId) }));
  }
}
