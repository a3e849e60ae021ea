import { DestroyRef, effect, inject, Injectable, signal, untracked, type Signal } from '@angular/core';
import type { Problem } from '#contracts/wire/http';
import { Api, type Answer } from './api.ts';
import type { AnswerRow } from './device-database.ts';
import { isStorageFull } from './edit-outcome.ts';
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

/** An answer, and since when (milliseconds) it is kept, where it did not come from the server just now. */
export type KeptAnswer<Body> = Answer<Body> & { readonly keptAt?: number };

/** How the server is asked, where one request is not enough. */
type Read<Body> = (path: string) => Promise<Answer<Body>>;

/** What the server answers to questions, kept on this device so that it can be read without a network. */
@Injectable({ providedIn: 'root' })
export class Answers {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #thisDevice = inject(ThisDevice);
  readonly #watchers = new Set<{ readonly path: () => string | null; readonly ask: () => Promise<void> }>();

  /**
   * The answer to a path that may change (null: nothing is asked now): what is kept at once, then what the server says.
   * What people wrote and said is not kept (`keeps`). To be called where things can be injected.
   */
  watch<Body>(path: () => string | null, read?: Read<Body>, keeps = true): Question<Body> {
    const kept = signal<Kept<Body>>({ is: 'asked' });
    const ask = async (): Promise<void> => {
      const asked = untracked(path);
      if (asked === null) return;
      const answer = await this.#ask(asked, read, keeps);
      if (asked === untracked(path)) kept.update((now) => after(now, answer));
    };
    effect(() => {
      kept.set({ is: 'asked' });
      if (path() !== null) void ask();
    });
    effect(() => {
      const asked = path();
      if (asked === null || !keeps || !this.#thisDevice.device()) return;
      void this.#find(asked).then((found) => {
        const isNewer = untracked(() => kept().is !== 'here' && path() === asked);
        if (found && isNewer) kept.set({ is: 'here', body: found.body as Body, at: found.at, fresh: false });
      });
    });
    const watcher = { path, ask };
    this.#watchers.add(watcher);
    inject(DestroyRef).onDestroy(() => this.#watchers.delete(watcher));
    return { kept: kept.asReadonly(), ask };
  }

  /** Something was changed: whoever watches an answer at this path, or at one under it, asks again. */
  async renew(path: string): Promise<void> {
    const concerned = [...this.#watchers].filter((watcher) => untracked(watcher.path)?.startsWith(path) === true);
    await Promise.all(concerned.map(({ ask }) => ask()));
  }

  /** One answer: the server's, or the kept one where the server cannot be reached. */
  async get<Body>(path: string, read?: Read<Body>): Promise<KeptAnswer<Body>> {
    const answer = await this.#ask(path, read);
    if (answer.outcome !== 'unreachable') return answer;
    const found = await this.#find(path);
    return found ? { outcome: 'ok', body: found.body as Body, keptAt: found.at } : answer;
  }

  /** The same, kept for good with a campaign. `full`: it came, and this device has no room for it. */
  async keep<Body>(
    path: string,
    campaignId: string,
    read: Read<Body> = (at) => this.#api.get(at),
  ): Promise<Answer<Body> | { readonly outcome: 'full' }> {
    const answer = this.#noting(await read(path));
    if (answer.outcome !== 'ok') return answer;
    return (await this.#put(path, answer.body, campaignId)) ? answer : { outcome: 'full' };
  }

  /** A campaign is not kept for good any more; what other campaigns need stays. */
  async letGo(campaignId: string): Promise<void> {
    const device = await this.#thisDevice.ready();
    await device?.db.answers
      .where('keptFor')
      .equals(campaignId)
      .modify((row) => void Object.assign(row, { keptFor: row.keptFor.filter((id) => id !== campaignId) }));
  }

  async #ask<Body>(path: string, read: Read<Body> = (at) => this.#api.get(at), keeps = true): Promise<Answer<Body>> {
    const answer = this.#noting(await read(path));
    if (answer.outcome === 'ok' && keeps) void this.#put(path, answer.body);
    return answer;
  }

  #noting<Body>(answer: Answer<Body>): Answer<Body> {
    if (answer.outcome === 'problem' && answer.status === 401) this.#session.expire();
    return answer;
  }

  async #find(path: string): Promise<AnswerRow | undefined> {
    return (await this.#thisDevice.ready())?.db.answers.get(path);
  }

  /** Keeps an answer, for the campaigns it is kept for already. False: a full device keeps it out. */
  async #put(path: string, body: unknown, campaignId?: string): Promise<boolean> {
    // The first answer may come before what the device keeps is open.
    const db = (await this.#thisDevice.ready())?.db;
    if (!db) return false;
    try {
      await db.transaction('rw', db.answers, async () => {
        const keptFor = new Set((await db.answers.get(path))?.keptFor);
        if (campaignId !== undefined) keptFor.add(campaignId);
        await db.answers.put({ path, body, at: Date.now(), keptFor: [...keptFor] });
      });
      return true;
    } catch (fault) {
      // What was just told is shown all the same; it is only there with a network.
      if (!isStorageFull(fault)) console.warn(`Keeping the answer to ${path} on this device failed.`, fault);
      return false;
    }
  }
}

/** What is shown once an answer has come to what was shown before it. */
function after<Body>(now: Kept<Body>, answer: Answer<Body>): Kept<Body> {
  switch (answer.outcome) {
    case 'ok':
      return { is: 'here', body: answer.body, at: Date.now(), fresh: true };
    case 'unreachable':
      return now.is === 'here' ? { ...now, fresh: false } : { is: 'unreachable' };
    case 'problem': {
      const { status, problem } = answer;
      const stays = now.is === 'here' && status !== 403 && status !== 404;
      return stays ? { ...now, fresh: false } : { is: 'problem', status, problem };
    }
  }
}
