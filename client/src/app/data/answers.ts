import { effect, inject, Injectable, signal, untracked, type Signal } from '@angular/core';
import type { Problem } from '#contracts/wire/http';
import { Api, type Answer } from './api.ts';
import { Session } from './session.ts';
import { ThisDevice } from './this-device.ts';

/**
 * An answer of the server as this device has it. `fresh`: the server said so since the page was opened; else it is of
 * an earlier day, or of a moment ago while the network is away.
 */
export type Kept<Body> =
  | { readonly is: 'asked' }
  | { readonly is: 'here'; readonly body: Body; readonly at: number; readonly fresh: boolean }
  | { readonly is: 'unreachable' }
  | { readonly is: 'problem'; readonly status: number; readonly problem: Problem };

export type Question<Body> = { readonly kept: Signal<Kept<Body>>; ask(): Promise<void> };

/** What the server answers to questions, kept on this device so that it can be read without a network. */
@Injectable({ providedIn: 'root' })
export class Answers {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #thisDevice = inject(ThisDevice);
  readonly #device = this.#thisDevice.device;

  /**
   * The answer to a path that may change (null: nothing is asked now): what is kept at once, then what the server says.
   * To be called where things can be injected.
   */
  watch<Body>(
    path: () => string | null,
    read: (path: string) => Promise<Answer<Body>> = (at) => this.#api.get(at),
  ): Question<Body> {
    const kept = signal<Kept<Body>>({ is: 'asked' });
    const ask = async (): Promise<void> => {
      const asked = untracked(path);
      if (asked === null) return;
      const answer = await read(asked);
      if (asked !== untracked(path)) return;
      if (answer.outcome === 'ok') {
        kept.set({ is: 'here', body: answer.body, at: Date.now(), fresh: true });
        void this.#put(asked, answer.body);
      } else if (answer.outcome === 'unreachable') {
        kept.update((now) => (now.is === 'here' ? { ...now, fresh: false } : { is: 'unreachable' }));
      } else {
        if (answer.status === 401) this.#session.expire();
        kept.update((now) =>
          now.is === 'here' && answer.status !== 403 && answer.status !== 404
            ? { ...now, fresh: false }
            : answerOf(answer),
        );
      }
    };
    effect(() => {
      kept.set({ is: 'asked' });
      if (path() !== null) void ask();
    });
    effect(() => {
      const asked = path();
      const db = this.#device()?.db;
      if (asked === null || !db) return;
      void db.answers.get(asked).then((found) => {
        const isNewer = untracked(() => kept().is !== 'here' && path() === asked);
        if (found && isNewer) kept.set({ is: 'here', body: found.body as Body, at: found.at, fresh: false });
      });
    });
    return { kept: kept.asReadonly(), ask };
  }

  /** Keeps an answer, for the campaigns it is kept for already. A full device keeps it out: it can be asked for again. */
  async #put(path: string, body: unknown): Promise<void> {
    // The first answer may come before what the device keeps is open.
    const db = (await this.#thisDevice.ready())?.db;
    try {
      await db?.transaction('rw', db.answers, async () => {
        const keptFor = (await db.answers.get(path))?.keptFor ?? [];
        await db.answers.put({ path, body, at: Date.now(), keptFor });
      });
    } catch (fault) {
      console.warn(`Keeping the answer to ${path} on this device failed; it is there only with a network.`, fault);
    }
  }
}

function answerOf<Body>({ status, problem }: Extract<Answer<unknown>, { outcome: 'problem' }>): Kept<Body> {
  return { is: 'problem', status, problem };
}
