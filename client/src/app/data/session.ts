import { computed, inject, Injectable, signal } from '@angular/core';
import { may, type Permission, type Role } from '#contracts/person/roles';
import { Api, type Answer } from './api.ts';

/** Who uses this device. */
export type SignedInPerson = {
  readonly personId: string;
  readonly role: Role;
  readonly name: string | null;
  readonly email: string | null;
  readonly hasPassword: boolean;
};

/**
 * - `unasked`: the server was not reached since the app was opened; what is known of the person is of an earlier day
 * - `signedIn`: the server said so
 * - `expired`: the person is known, but has to sign in again before anything is sent
 * - `signedOut`: nobody is known here
 */
export type Standing = 'unasked' | 'signedIn' | 'expired' | 'signedOut';

const storedUnder = 'ai-flows.person';

/** Who is signed in. The last person stays known on this device, so that work goes on without a network. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #api = inject(Api);
  readonly #person = signal<SignedInPerson | null>(readStored());
  readonly #standing = signal<Standing>('unasked');

  readonly person = this.#person.asReadonly();
  readonly standing = this.#standing.asReadonly();
  readonly role = computed(() => this.#person()?.role ?? null);
  readonly personId = computed(() => this.#person()?.personId ?? null);

  may(permission: Permission): boolean {
    const role = this.role();
    return role !== null && may(role, permission);
  }

  /** Asks the server who this is. */
  async ask(): Promise<Standing> {
    const answer = await this.#api.get<SignedInPerson>('/api/me');
    if (answer.outcome === 'ok') this.#enter(answer.body);
    else if (answer.outcome === 'problem' && answer.status === 401) this.expire();
    return this.#standing();
  }

  /** The server no longer knows this sign-in; said by whoever is told so first. */
  expire(): void {
    this.#standing.set(this.#person() === null ? 'signedOut' : 'expired');
  }

  byPassword(email: string, password: string): Promise<Answer<SignedInPerson>> {
    return this.#signIn('/api/sign-in', { email, password });
  }

  byCode(email: string, code: string): Promise<Answer<SignedInPerson>> {
    return this.#signIn('/api/sign-in/code', { email, code });
  }

  byLink(token: string): Promise<Answer<SignedInPerson>> {
    return this.#signIn('/api/sign-in/link', { token });
  }

  async setPassword(password: string): Promise<Answer<unknown>> {
    const answer = await this.#api.post('/api/me/password', { password });
    const person = this.#person();
    if (answer.outcome === 'ok' && person) this.#enter({ ...person, hasPassword: true });
    return answer;
  }

  /** Ends the sign-in here and on the server. Whoever calls it has warned about edits that are not on the server yet. */
  async signOut(): Promise<Answer<unknown>> {
    const answer = await this.#api.post('/api/sign-out');
    if (answer.outcome !== 'unreachable') {
      localStorage.removeItem(storedUnder);
      this.#person.set(null);
      this.#standing.set('signedOut');
    }
    return answer;
  }

  async #signIn(path: string, proof: object): Promise<Answer<SignedInPerson>> {
    const answer = await this.#api.post<SignedInPerson>(path, proof);
    if (answer.outcome === 'ok') this.#enter(answer.body);
    return answer;
  }

  #enter(person: SignedInPerson): void {
    localStorage.setItem(storedUnder, JSON.stringify(person));
    this.#person.set(person);
    this.#standing.set('signedIn');
  }
}

function readStored(): SignedInPerson | null {
  try {
    return JSON.parse(localStorage.getItem(storedUnder) ?? 'null') as SignedInPerson | null;
  } catch {
    return null;
  }
}
