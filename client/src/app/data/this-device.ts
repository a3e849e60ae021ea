import { DestroyRef, effect, inject, Injectable, InjectionToken, signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { filter, firstValueFrom } from 'rxjs';
import { Api, type Answer } from './api.ts';
import type { Device } from './device.ts';
import { Session } from './session.ts';

/** Whether this app holds a connection to its server by itself; tests that look at one page have none. */
export const keepsInSync = new InjectionToken<boolean>('keepsInSync', { factory: () => true });

/** What this device keeps for the person who uses it; another person has another database and never sees this one's. */
@Injectable({ providedIn: 'root' })
export class ThisDevice {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #syncs = inject(keepsInSync);
  readonly #device = signal<Device | null>(null);
  readonly #outdated = signal(false);

  /** Null: nobody is known here, or this browser keeps nothing (private windows of some browsers). */
  readonly device = this.#device.asReadonly();
  readonly #opened = toObservable(this.device).pipe(filter((device) => device !== null));
  /** Another tab of a newer version has taken the database over; this tab has to be loaded anew. */
  readonly outdated = this.#outdated.asReadonly();

  constructor() {
    effect((onCleanup) => {
      const personId = this.#session.personId();
      if (personId === null || typeof indexedDB === 'undefined') return;
      let gone = false;
      let open: Device | null = null;
      void this.#open(personId).then((device) => {
        if (gone) {
          void device.close();
          return;
        }
        open = device;
        if (this.#syncs) device.sync();
        this.#device.set(device);
      });
      onCleanup(() => {
        gone = true;
        this.#device.set(null);
        void open?.close();
      });
    });
    effect(() => {
      if (this.#session.standing() === 'signedIn') this.device()?.nudge();
    });
    effect(() => {
      const reached = this.#api.reached();
      if (reached === true) this.device()?.nudge();
      if (reached === false) this.device()?.doubt();
    });
    this.#nudgeWhenBack();
  }

  /** What a device is made of is a chunk of its own, so that the first page need not wait for it. */
  async #open(personId: string): Promise<Device> {
    const [{ openDevice }, { connectToServer }] = await Promise.all([
      import('./device.ts'),
      import('./server-link.ts'),
    ]);
    return openDevice(personId, {
      connect: connectToServer,
      // Only there when the page came over HTTPS or from this very machine.
      locks: (navigator as Partial<Navigator>).locks,
      frame: atNextFrame(),
      report: (fault) => console.error(fault),
      outdated: () => this.#outdated.set(true),
    });
  }

  /** What the device keeps, once it is open; null where it keeps nothing, or when the app ends before. */
  ready(): Promise<Device | null> {
    const keeps = this.#session.personId() !== null && typeof indexedDB !== 'undefined';
    return keeps ? firstValueFrom(this.#opened, { defaultValue: null }) : Promise.resolve(null);
  }

  /**
   * Ends the sign-in. What the device keeps of this person goes with it, but for edits that the server has not confirmed:
   * while there is one, everything stays for their next sign-in.
   */
  async signOut(): Promise<Answer<unknown>> {
    const device = this.#device();
    const unconfirmed = device ? (await device.db.outbox.count()) + (await device.db.quarantine.count()) : 0;
    const answer = await this.#session.signOut();
    if (device && unconfirmed === 0 && this.#session.standing() === 'signedOut') {
      await device.wipe();
    }
    return answer;
  }

  /** Tries to reach the server now instead of after the usual pause. */
  nudge(): void {
    this.#device()?.nudge();
  }

  #nudgeWhenBack(): void {
    const nudge = (): void => {
      if (document.visibilityState === 'visible') this.nudge();
    };
    const happenings = ['online', 'pageshow', 'focus'] as const;
    for (const happening of happenings) addEventListener(happening, nudge);
    document.addEventListener('visibilitychange', nudge);
    // The browser's word proves nothing, but is reason enough to look: a connection can seem to stand for a minute.
    const doubt = (): void => this.device()?.doubt();
    addEventListener('offline', doubt);
    inject(DestroyRef).onDestroy(() => {
      for (const happening of happenings) removeEventListener(happening, nudge);
      document.removeEventListener('visibilitychange', nudge);
      removeEventListener('offline', doubt);
    });
  }
}

/** Gathers what is to be shown until the next frame; a tab that is not seen has no frames and does not wait for one. */
function atNextFrame(): (run: () => void) => void {
  const asked = new Set<() => void>();
  return (run) => {
    if (asked.size === 0) {
      const all = (): void => {
        const runs = [...asked];
        asked.clear();
        for (const each of runs) each();
      };
      if (document.visibilityState === 'visible') requestAnimationFrame(all);
      else queueMicrotask(all);
    }
    asked.add(run);
  };
}
