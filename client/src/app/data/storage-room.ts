import { Injectable, signal } from '@angular/core';

/** Bytes. */
export type Room = { readonly used: number; readonly allowed: number };

/** What the browser says about keeping things on this device. */
@Injectable({ providedIn: 'root' })
export class StorageRoom {
  readonly #persisted = signal<boolean | null>(null);
  /** Whether the browser has promised not to clear what is kept here; null: it has not said, or cannot. */
  readonly persisted = this.#persisted.asReadonly();
  readonly #room = signal<Room | null>(null);
  readonly room = this.#room.asReadonly();
  /** Undefined where the page came over plain HTTP. */
  readonly #storage = (navigator as Partial<Navigator>).storage;

  constructor() {
    void this.look();
  }

  async look(): Promise<void> {
    this.#persisted.set((await this.#storage?.persisted()) ?? null);
    const { usage = 0, quota = 0 } = (await this.#storage?.estimate()) ?? {};
    this.#room.set(quota === 0 ? null : { used: usage, allowed: quota });
  }

  /** Asks the browser for that promise. Some ask the person, some decide by themselves. */
  async askToPersist(): Promise<void> {
    await this.#storage?.persist();
    await this.look();
  }
}
