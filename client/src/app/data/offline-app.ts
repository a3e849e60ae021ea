import { inject, Injectable, signal } from '@angular/core';
import { SwUpdate } from '@angular/service-worker';
import { workerScript } from './claimed-page.ts';

/** Why the app does not open without a network. */
export type OfflineObstacle = 'insecure' | 'unsupported' | 'coming' | 'refused';

/** Whether the app itself is kept on this device, so that it opens without a network. */
@Injectable({ providedIn: 'root' })
export class OfflineApp {
  readonly #isKept = inject(SwUpdate, { optional: true })?.isEnabled === true;
  readonly #obstacle = signal<OfflineObstacle | null>(null);
  /** null: it opens. */
  readonly obstacle = this.#obstacle.asReadonly();

  constructor() {
    const { serviceWorker } = navigator as Partial<Navigator>;
    if (!isSecureContext) this.#obstacle.set('insecure');
    else if (!serviceWorker) this.#obstacle.set('unsupported');
    else if (!serviceWorker.controller) void this.#awaitIt(serviceWorker);
  }

  /** Registered once more it stays the same one, and says whether the browser takes it: it does not where a certificate is not trusted. */
  async #awaitIt(serviceWorker: ServiceWorkerContainer): Promise<void> {
    this.#obstacle.set('coming');
    void serviceWorker.ready.then(() => this.#obstacle.set(null));
    if (this.#isKept) await serviceWorker.register(workerScript).catch(() => this.#obstacle.set('refused'));
  }
}
