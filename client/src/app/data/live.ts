import { effect, signal, type Signal } from '@angular/core';
import type { Subscription } from 'dexie';
import type { Device } from './device.ts';

/**
 * What a question to the device's database answers now and after every change, from any tab. `nothing` stands while there
 * is no device or no answer yet. To be called where things can be injected.
 */
export function live<T>(
  device: Signal<Device | null>,
  question: (device: Device) => Promise<T>,
  nothing: T,
): Signal<T> {
  const answer = signal(nothing);
  effect((onCleanup) => {
    const asked = device();
    answer.set(nothing);
    if (!asked) return;
    let reading: Subscription | null = null;
    let over = false;
    // Dexie comes with the device, so it is here already and asked of nobody.
    void import('dexie').then(({ liveQuery }) => {
      if (over) return;
      reading = liveQuery(() => question(asked)).subscribe({
        next: (found) => answer.set(found),
        error: (fault: unknown) => console.error('Reading what this device keeps failed.', fault),
      });
    });
    onCleanup(() => {
      over = true;
      reading?.unsubscribe();
    });
  });
  return answer.asReadonly();
}
