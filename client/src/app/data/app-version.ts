import { inject, Injectable, signal } from '@angular/core';
import { SwUpdate } from '@angular/service-worker';

const hourMs = 3_600_000;

/**
 * The version of the app that runs here. A new one is fetched beside it and used after a reload, which a person asks for;
 * nothing of the app is exchanged while it runs.
 */
@Injectable({ providedIn: 'root' })
export class AppVersion {
  readonly #worker = inject(SwUpdate, { optional: true });
  readonly #newer = signal(false);
  /** A newer version is here, or this one can no longer be kept whole: reload. */
  readonly newer = this.#newer.asReadonly();

  constructor() {
    const worker = this.#worker;
    if (!worker?.isEnabled) return;
    worker.versionUpdates.subscribe(({ type }) => {
      if (type === 'VERSION_READY') this.#newer.set(true);
    });
    worker.unrecoverable.subscribe(() => this.#newer.set(true));
    const look = (): void => void worker.checkForUpdate().catch(() => false);
    setInterval(look, hourMs);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') look();
    });
  }

  /** A page that is opened anew is given the newest version; the worker is not asked first, which may be one that never answers. */
  reload(): void {
    location.reload();
  }
}
