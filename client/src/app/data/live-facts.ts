import { effect, inject, Injectable, InjectionToken, signal, untracked, type Signal } from '@angular/core';
import type { Fact, Room, RowsFact } from '#contracts/wire/facts';
import type { Kept } from './answers.ts';
import type { LiveConnection, RoomWatcher } from './live-connection.ts';
import type { ServerSocket } from './server-link.ts';
import { Session } from './session.ts';

/** How a connection for live facts is made; tests make their own. */
export const liveSocket = new InjectionToken<(personId: string) => Promise<ServerSocket>>('liveSocket', {
  factory: () => async (personId) => (await import('./server-link.ts')).connectToServer(personId),
});

/** What is known of a room that is watched. */
export type Watched = {
  /** The newest fact of each thing, by `nameOf`. */
  readonly facts: Signal<ReadonlyMap<string, SingleFact>>;
  /** Whether it is what is so now. */
  readonly live: Signal<boolean>;
};

type SingleFact = Exclude<Fact, RowsFact>;
/** What is done with what is no single fact. */
type Besides = { readonly rows?: (fact: RowsFact) => void; readonly reload?: () => void };

/**
 * What the server tells a screen while it is open. Each tab that shows something live has a connection for it, which ends
 * with the last screen that watches; the one that brings edits is another.
 */
@Injectable({ providedIn: 'root' })
export class LiveFacts {
  readonly #session = inject(Session);
  readonly #socket = inject(liveSocket);
  #connection: Promise<LiveConnection> | null = null;
  #watching = 0;

  /** Watches a room that may change (null: none). To be called where things can be injected. */
  watch(room: () => Room | null, besides: Besides = {}): Watched {
    const facts = signal<ReadonlyMap<string, SingleFact>>(new Map());
    const live = signal(false);
    effect((onCleanup) => {
      const watched = room();
      const personId = this.#session.personId();
      facts.set(new Map());
      live.set(false);
      if (watched === null || personId === null) return;
      const watcher: RoomWatcher = {
        live: (is) => live.set(is),
        reload: () => besides.reload?.(),
        facts: (told) => {
          facts.update((known) => {
            const next = new Map(known);
            for (const fact of told) if (fact.kind !== 'rows') next.set(nameOf(fact), fact);
            return next;
          });
          for (const fact of told) if (fact.kind === 'rows') besides.rows?.(fact);
        },
      };
      onCleanup(untracked(() => this.#enter(personId, watched, watcher)));
    });
    return { facts: facts.asReadonly(), live: live.asReadonly() };
  }

  #enter(personId: string, room: Room, watcher: RoomWatcher): () => void {
    let leave: (() => void) | null = null;
    let over = false;
    this.#watching += 1;
    const connection = (this.#connection ??= this.#connect(personId));
    connection
      .then((made) => {
        if (!over) leave = made.watch(room, watcher);
      })
      .catch((fault: unknown) => {
        if (this.#connection === connection) this.#connection = null;
        console.error('Watching what happens now failed; the page shows what it fetched.', fault);
      });
    return () => {
      over = true;
      leave?.();
      this.#watching -= 1;
      // A page that follows at once goes on with the same connection.
      setTimeout(() => {
        if (this.#watching > 0 || this.#connection !== connection) return;
        this.#connection = null;
        void connection.then((made) => made.end()).catch(() => undefined);
      }, 1_000);
    };
  }

  async #connect(personId: string): Promise<LiveConnection> {
    const [{ watchRooms }, socket] = await Promise.all([import('./live-connection.ts'), this.#socket(personId)]);
    return watchRooms(socket, (fault) => console.error(fault));
  }
}

/** What a fact is about: its kind and its id, as in `execution 0197…`. */
export function nameOf(fact: SingleFact): string {
  switch (fact.kind) {
    case 'campaign':
      return `campaign ${fact.campaign_id}`;
    case 'execution':
      return `execution ${fact.execution_id}`;
    case 'dataSet':
      return `dataSet ${fact.data_set_id}`;
    case 'flow':
      return `flow ${fact.flow_id}`;
    case 'channel':
      return `channel ${fact.channel_id}`;
  }
}

/** What was fetched, with what was told since laid over it: a fact has the fields of what it is about. */
export function withFact<Body extends { readonly position: number }>(body: Body, fact: SingleFact | undefined): Body {
  return fact && fact.position >= body.position ? { ...body, ...fact } : body;
}

/** The same for an answer that may not be here. */
export function keptWithFact<Body extends { readonly position: number }>(
  kept: Kept<Body>,
  fact: SingleFact | undefined,
): Kept<Body> {
  return kept.is === 'here' ? { ...kept, body: withFact(kept.body, fact) } : kept;
}
