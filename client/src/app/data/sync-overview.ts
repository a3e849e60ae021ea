import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from './api.ts';
import type { Device } from './device.ts';
import { live } from './live.ts';
import { Session } from './session.ts';
import type { SyncState } from './sync-state.ts';
import { ThisDevice } from './this-device.ts';

/** A flow of this device with something in it that is not on the server, or that waits for a person. */
export type PendingFlow = {
  readonly flowId: string;
  readonly name: string;
  /** Edits that are saved here and not confirmed by the server. */
  readonly waiting: number;
  /** Edits that the server did not take. */
  readonly setAside: number;
  /** Clashes of this person's edits that wait for a decision. */
  readonly decisions: number;
};

/** Edits of a flow that the server has not confirmed: those saved on this device, and those on their way to its disk. */
export type Unconfirmed = { readonly waiting: number; readonly saving: number };

/** How this device stands to the server, in one place: one state, what waits to be sent, what waits for a person. */
@Injectable({ providedIn: 'root' })
export class SyncOverview {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #device = inject(ThisDevice).device;
  readonly #told = live(this.#device, toldState, null);
  readonly #flows = live(this.#device, pendingFlows, []);
  readonly #open = signal<ReadonlyMap<string, Unconfirmed>>(new Map());

  readonly state = computed<SyncState>(() => {
    const since = this.#api.since();
    const told = this.#told();
    if (this.#session.standing() === 'expired') return { is: 'needs-auth', since };
    if (told) return told;
    if (this.#api.reached() === null) return { is: 'connecting', since };
    return { is: this.#api.reached() ? 'live' : 'offline', since };
  });
  /** Flows with edits or clashes that are not done with. */
  readonly flows = computed(() => this.#flows());
  /** Edits that are not on the server yet: those saved on this device, and in this tab also those on their way to its disk. */
  readonly waiting = computed(() => {
    const open = this.#open();
    const others = this.#flows().filter(({ flowId }) => !open.has(flowId));
    return sum([...open.values(), ...others].map((flow) => flow.waiting)) + this.saving();
  });
  /** Those of them that a crash would take: they are on their way to the disk, for some milliseconds. */
  readonly saving = computed(() => sum([...this.#open().values()].map((flow) => flow.saving)));
  /** Edits that the server did not take; kept until a person has exported or removed them. */
  readonly setAside = computed(() => sum(this.#flows().map((flow) => flow.setAside)));
  /** Conflicts that wait for this person. */
  readonly decisions = computed(() => sum(this.#flows().map((flow) => flow.decisions)));

  /** A flow that is open in this tab knows of an edit before the database does; null: it was closed. */
  tell(flowId: string, now: Unconfirmed | null): void {
    const known = this.#open().get(flowId);
    if (known?.waiting === now?.waiting && known?.saving === now?.saving) return;
    this.#open.update((before) => {
      const open = new Map(before);
      if (now === null) open.delete(flowId);
      else open.set(flowId, now);
      return open;
    });
  }
}

async function toldState({ db }: Device): Promise<SyncState | null> {
  const row = await db.telling.get('sync');
  return row && 'state' in row ? row.state : null;
}

async function pendingFlows({ db }: Device): Promise<readonly PendingFlow[]> {
  const keys = await db.outbox.toCollection().primaryKeys();
  const aside = await db.quarantine.toArray();
  return (await db.flows.toArray())
    .map(({ flowId, name, undecided }) => ({
      ...{ flowId, name, decisions: undecided },
      waiting: keys.filter(([of]) => of === flowId).length,
      setAside: aside.filter((row) => row.flowId === flowId).length,
    }))
    .filter(({ waiting, setAside, decisions }) => waiting + setAside + decisions > 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
