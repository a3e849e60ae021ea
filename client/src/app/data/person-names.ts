import { effect, inject, Injectable, signal } from '@angular/core';
import { AnswersOnDevice } from './answers-on-device.ts';
import { ThisDevice } from './this-device.ts';

type Names = { readonly people: readonly { readonly personId: string; readonly name: string | null }[] };

/** How people are called beside what they did; kept, so that a clash has a name without a network as well. */
@Injectable({ providedIn: 'root' })
export class PersonNames {
  readonly #answers = inject(AnswersOnDevice);
  readonly #names = signal<ReadonlyMap<string, string>>(new Map());
  /** By how the log names people: `person-<id>`. Whoever may not see names finds none. */
  readonly names = this.#names.asReadonly();

  constructor() {
    const { device } = inject(ThisDevice);
    effect(() => {
      if (device()) void this.refresh();
    });
  }

  /** Somebody new may be there. */
  async refresh(): Promise<void> {
    const answer = await this.#answers.get<Names>('/api/people/names');
    if (answer.outcome !== 'ok') return;
    const named = answer.body.people.flatMap(({ personId, name }) =>
      name === null ? [] : [[`person-${personId}`, name] as const],
    );
    this.#names.set(new Map(named));
  }
}
