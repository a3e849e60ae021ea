import { inject, Injectable, signal } from '@angular/core';
import { Api } from './api.ts';

const storedUnder = 'ai-flows.sandbox';

/** What kind of installation this is. Nobody may take the sandbox for real outreach, so it is remembered offline too. */
@Injectable({ providedIn: 'root' })
export class Installation {
  readonly #sandboxOnly = signal(localStorage.getItem(storedUnder) === 'yes');
  /** Whether messages and calls go to made-up people only. */
  readonly sandboxOnly = this.#sandboxOnly.asReadonly();

  constructor() {
    void this.#ask(inject(Api));
  }

  async #ask(api: Api): Promise<void> {
    const answer = await api.get<{ readonly carriers: readonly string[] }>('/api/installation');
    if (answer.outcome !== 'ok') return;
    const only = answer.body.carriers.every((name) => name === 'sandbox');
    localStorage.setItem(storedUnder, only ? 'yes' : 'no');
    this.#sandboxOnly.set(only);
  }
}
