import { computed, inject, Injectable, signal } from '@angular/core';
import { live } from './live.ts';
import { ThisDevice } from './this-device.ts';

const declinedUnder = 'ai-flows.install-declined';

/** Chromium's offer to install; other browsers have no such event. */
type InstallOffer = Event & { prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }> };

/** How this app comes onto the home screen: the browser asks, the person does it by the share menu, or it is there already. */
@Injectable({ providedIn: 'root' })
export class Install {
  readonly #offer = signal<InstallOffer | null>(null);
  readonly #installed = signal(matchMedia('(display-mode: standalone)').matches || isOnAppleHomeScreen());
  readonly installed = this.#installed.asReadonly();
  /** The browser is ready to ask. */
  readonly canAsk = computed(() => this.#offer() !== null);
  /** On an iPad or iPhone it goes by Share and Add to Home Screen. */
  readonly byShareMenu = isApple() && !this.#installed();

  readonly #flows = live(inject(ThisDevice).device, ({ db }) => db.flows.filter(({ fetched }) => fetched).count(), 0);
  readonly #declined = signal(localStorage.getItem(declinedUnder) !== null);
  /** Offered unasked once a flow is here that would be missed, and only until somebody says no. */
  readonly offered = computed(
    () => this.#flows() > 0 && !this.#installed() && !this.#declined() && (this.canAsk() || this.byShareMenu),
  );

  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#offer.set(event as InstallOffer);
    });
    addEventListener('appinstalled', () => {
      this.#offer.set(null);
      this.#installed.set(true);
    });
  }

  async ask(): Promise<void> {
    const offer = this.#offer();
    this.#offer.set(null);
    await offer?.prompt();
  }

  decline(): void {
    localStorage.setItem(declinedUnder, 'yes');
    this.#declined.set(true);
  }
}

function isApple(): boolean {
  const touches = navigator.maxTouchPoints > 1;
  return /iPad|iPhone/.test(navigator.userAgent) || (navigator.userAgent.includes('Macintosh') && touches);
}

function isOnAppleHomeScreen(): boolean {
  return (navigator as { standalone?: boolean }).standalone === true;
}
