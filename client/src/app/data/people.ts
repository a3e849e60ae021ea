import { inject, Injectable, signal } from '@angular/core';
import { Answers } from './answers.ts';
import { campaignDoors } from './campaign-doors.ts';
import { Session } from './session.ts';

type Names = { readonly people: readonly { readonly personId: string; readonly name: string }[] };

/** Somebody without a name is not asked for again and again. Milliseconds. */
const askAgainMs = 60_000;

/**
 * How people are called beside what they did. Asked for when somebody is met whose name is not known here, also a
 * colleague who came later, and kept for when there is no network.
 */
@Injectable({ providedIn: 'root' })
export class People {
  readonly #answers = inject(Answers);
  readonly #session = inject(Session);
  readonly #names = signal<ReadonlyMap<string, string>>(new Map());
  /** When each of those without a name was asked for. */
  readonly #askedAt = new Map<string, number>();
  #reading: Promise<void> | null = null;

  /** A person's name by how the log names them, `person-<id>`; null: not known here, or not yet. */
  nameOf(actor: string): string | null {
    const own = this.#session.person();
    if (own && actor === `person-${own.personId}`) return own.name;
    const name = this.#names().get(actor);
    if (name === undefined && actor.startsWith('person-')) this.#askFor(actor);
    return name ?? null;
  }

  #askFor(actor: string): void {
    const now = performance.now();
    if (now - (this.#askedAt.get(actor) ?? -Infinity) < askAgainMs) return;
    this.#askedAt.set(actor, now);
    // Names are asked for while a page is drawn, which may not change what it is drawn from.
    this.#reading ??= Promise.resolve()
      .then(() => this.#read())
      .finally(() => (this.#reading = null));
  }

  async #read(): Promise<void> {
    const answer = await this.#answers.get<Names>(campaignDoors.names);
    if (answer.outcome !== 'ok') return;
    const named = answer.body.people.map(({ personId, name }) => [`person-${personId}`, name] as const);
    this.#names.set(new Map(named));
  }
}
