import { computed, inject, Injectable } from '@angular/core';
import { SyncOverview } from './sync-overview.ts';

/**
 * Whether the server can be asked now, for what needs it (publishing, starting, uploading). Told by the last answers and
 * not by the browser's own word for its network, which proves nothing.
 */
@Injectable({ providedIn: 'root' })
export class Online {
  readonly #state = inject(SyncOverview).state;
  readonly online = computed(() => ['live', 'syncing', 'upgrade', 'paused'].includes(this.#state().is));
  /** Since when it cannot be reached, in milliseconds; null: it can. */
  readonly offlineSince = computed(() => (this.#state().is === 'offline' ? this.#state().since : null));
}
