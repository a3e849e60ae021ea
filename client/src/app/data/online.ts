import { computed, inject, Injectable } from '@angular/core';
import { Api } from './api.ts';
import { SyncOverview } from './sync-overview.ts';

/**
 * Whether the server can be asked now, for what needs it (publishing, starting, uploading): the one place to ask. It goes
 * by the connection that is held, and not by the browser's own word for its network, which proves nothing. While that
 * connection is being made the last request counts.
 */
@Injectable({ providedIn: 'root' })
export class Online {
  readonly #api = inject(Api);
  readonly #state = inject(SyncOverview).state;
  readonly online = computed(() => {
    const { is } = this.#state();
    if (is === 'connecting') return this.#api.reached() !== false;
    return is !== 'offline' && is !== 'needs-auth';
  });
  /** Since when it cannot be reached, in milliseconds; null: it can. */
  readonly offlineSince = computed(() => (this.#state().is === 'offline' ? this.#state().since : null));
}
