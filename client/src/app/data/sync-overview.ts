import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from './api.ts';
import { Session } from './session.ts';
import type { SyncState } from './sync-state.ts';

/** How this device stands to the server, for the frame: one state, what waits to be sent, what waits for a person. */
@Injectable({ providedIn: 'root' })
export class SyncOverview {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly state = computed<SyncState>(() => {
    const since = this.#api.since();
    if (this.#api.reached() === null) return { is: 'connecting', since };
    if (!this.#api.reached()) return { is: 'offline', since };
    return this.#session.standing() === 'expired' ? { is: 'needs-auth', since } : { is: 'live', since };
  });
  readonly waiting = signal(0).asReadonly();
  readonly decisions = signal(0).asReadonly();
}
