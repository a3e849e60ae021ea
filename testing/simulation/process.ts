import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How long something under way takes there and back. Milliseconds. */
export type Trip = { readonly there: number; readonly back: number };

/**
 * A process of ours: what it has under way passes through here, so that it can die or be frozen between any two steps.
 * Whoever waits for something in a dead process waits for ever.
 */
export class Process {
  readonly name: string;
  private readonly time: VirtualTime;
  private readonly chance: Chance;
  private frozenUntil = 0;
  alive = true;

  constructor(name: string, time: VirtualTime, chance: Chance) {
    this.name = name;
    this.time = time;
    this.chance = chance;
  }

  /** Dies at once. What it has sent off already still arrives, or does not. */
  kill(): void {
    this.alive = false;
  }

  /** Stands still (SIGSTOP) for so long; what it has sent off arrives meanwhile. */
  freeze(ms: number): void {
    this.frozenUntil = Math.max(this.frozenUntil, this.time.now() + ms);
  }

  /** Does something outside of the process. */
  reach<T>(act: () => Promise<T>, { there, back }: Trip): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.alive) return;
      this.time.after(there, () => {
        if (!this.alive && this.chance.happens(0.5)) return;
        act().then(
          (value) => this.home(back, () => resolve(value)),
          (fault: unknown) => this.home(back, () => reject(fault instanceof Error ? fault : new Error(String(fault)))),
        );
      });
    });
  }

  /** Something that the process itself does after a while. */
  later(ms: number, ring: () => void): void {
    this.time.after(ms, () => {
      if (!this.alive) return;
      const left = this.frozenUntil - this.time.now();
      if (left > 0) this.later(left, ring);
      else ring();
    });
  }

  /** What is back at once is back in the same moment. */
  private home(ms: number, ring: () => void): void {
    if (ms > 0) this.later(ms, ring);
    else if (this.alive) {
      if (this.frozenUntil > this.time.now()) this.later(0, ring);
      else ring();
    }
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.later(ms, resolve);
    });
  }
}
