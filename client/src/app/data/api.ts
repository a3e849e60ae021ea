import { Injectable, signal } from '@angular/core';
import type { Problem } from '#contracts/wire/http';
import { uuid7 } from './uuid7.ts';

/** What became of a request. `unreachable`: it never came to the server, or no answer came back. */
export type Answer<Body> =
  | { readonly outcome: 'ok'; readonly body: Body }
  | { readonly outcome: 'problem'; readonly status: number; readonly problem: Problem }
  | { readonly outcome: 'unreachable' };

const timeoutMs = 15_000;

/** Every request of the app to its own server goes through here. */
@Injectable({ providedIn: 'root' })
export class Api {
  readonly #reached = signal<boolean | null>(null);
  /** Whether the last request reached the server; null before the first. What a browser says about its network proves nothing. */
  readonly reached = this.#reached.asReadonly();
  readonly #since = signal(Date.now());
  /** Since when that is so, in milliseconds. */
  readonly since = this.#since.asReadonly();

  get<Body>(path: string): Promise<Answer<Body>> {
    return this.#ask<Body>(path, { method: 'GET' });
  }

  post<Body>(path: string, body: unknown = {}): Promise<Answer<Body>> {
    return this.#ask<Body>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Asks for a command under an id of its own, so that asking the same again is safe. */
  command<Body>(path: string, type: string, data: object, commandId: string = uuid7()): Promise<Answer<Body>> {
    return this.post<Body>(path, { commandId, type, data });
  }

  #note(reached: boolean): void {
    if (this.#reached() === reached) return;
    this.#reached.set(reached);
    this.#since.set(Date.now());
  }

  async #ask<Body>(path: string, request: RequestInit): Promise<Answer<Body>> {
    try {
      const response = await fetch(path, {
        ...request,
        // The service worker would answer 504 by itself where there is no network.
        headers: { accept: 'application/json', 'ngsw-bypass': 'true', ...(request.headers as Record<string, string>) },
        signal: AbortSignal.timeout(timeoutMs),
      });
      this.#note(true);
      const text = await response.text();
      if (response.ok) return { outcome: 'ok', body: (text === '' ? null : JSON.parse(text)) as Body };
      return { outcome: 'problem', status: response.status, problem: problemOf(text, response) };
    } catch {
      this.#note(false);
      return { outcome: 'unreachable' };
    }
  }
}

function problemOf(text: string, { status, statusText }: Response): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    const title = statusText === '' ? 'Not understood' : statusText;
    const detail = `The server answered ${status} in a way this app does not understand; reload the page.`;
    return { type: 'about:blank', title, status, code: 'NotUnderstood', detail };
  }
}
