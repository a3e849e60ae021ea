import { inject, Injectable, signal } from '@angular/core';
import { Answers } from './answers.ts';
import { campaignDoors } from './campaign-doors.ts';
import { Session } from './session.ts';

type Names = { readonly people: readonly { readonly personId: string; readonly name: string }[] };

/** How people are called beside what they did. Read once a session, and kept for when there is no network. */
@Injectable({ providedIn: 'root' })
export class People {
  readonly #answers = inject(Answers);
  readonly #session = inject(Session);
  readonly #names = signal<ReadonlyMap<string, string> | null>(null);

  /** A person's name by how the log names them, `person-<id>`; null: not known here. */
  nameOf(actor: string): string | null {
    const own = this.#session.person();
    if (own && actor === `person-${own.personId}`) return own.name;
    return this.#names()?.get(actor) ?? null;
  }

  async read(): Promise<void> {
    const answer = await this.#answers.get<Names>(campaignDoors.names);
    if (answer.outcome !== 'ok') return;
    const named = answer.body.people.map(({ personId, name }) => [`person-${personId}`, name] as const);
    this.#names.set(new Map(named));
  }
}
