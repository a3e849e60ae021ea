import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { email, form, FormField, pattern, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Answer } from '#client/data/api';
import { Session } from '#client/data/session';
import { ChoosePassword } from './choose-password.ts';

type Way = 'password' | 'code' | 'link' | 'choose';

/** The page behind a sign-in link, and the way in for everybody else. The link's secret stands behind the #. */
@Component({
  selector: 'app-sign-in',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChoosePassword, FormField, MatButton, MatFormField, MatHint, MatInput, MatLabel, TranslocoDirective],
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.scss',
})
export class SignIn {
  readonly #session = inject(Session);
  readonly #router = inject(Router);

  /** Where the person wanted to go. */
  readonly next = input<string>();

  protected readonly expired = this.#session.standing() === 'expired';
  protected readonly way = signal<Way>('password');
  /** Key of what went wrong. */
  protected readonly wrong = signal('');
  protected readonly busy = signal(false);
  protected readonly proof = signal({ email: this.#session.person()?.email ?? '', password: '', code: '' });
  protected readonly fields = form(this.proof, (path) => {
    required(path.email);
    email(path.email);
    required(path.password, { when: () => this.way() === 'password' });
    required(path.code, { when: () => this.way() === 'code' });
    pattern(path.code, /^\d{6}$/);
  });

  constructor() {
    const token = new URLSearchParams(location.hash.slice(1)).get('token');
    if (token === null) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    this.way.set('link');
    void this.#enter(this.#session.byLink(token), 'linkSpent');
  }

  protected turnTo(way: Way): void {
    this.wrong.set('');
    this.way.set(way);
  }

  protected submit(event: Event): void {
    event.preventDefault();
    if (!this.fields().valid()) {
      this.wrong.set('incomplete');
      return;
    }
    const { email, password, code } = this.proof();
    void (this.way() === 'code'
      ? this.#enter(this.#session.byCode(email, code), 'wrongCode')
      : this.#enter(this.#session.byPassword(email, password), 'wrong'));
  }

  async #enter(asked: Promise<Answer<{ readonly hasPassword: boolean }>>, refused: string): Promise<void> {
    this.busy.set(true);
    this.wrong.set('');
    const answer = await asked;
    this.busy.set(false);
    if (answer.outcome !== 'ok') {
      if (this.way() === 'link') this.way.set('password');
      this.wrong.set(whatWentWrong(answer, refused));
    } else if (answer.body.hasPassword) await this.goOn();
    else this.way.set('choose');
  }

  protected async goOn(): Promise<void> {
    const next = this.next();
    await this.#router.navigateByUrl(next?.startsWith('/') && !next.startsWith('//') ? next : '/');
  }
}

function whatWentWrong(answer: Exclude<Answer<unknown>, { outcome: 'ok' }>, refused: string): string {
  if (answer.outcome === 'unreachable') return 'unreachable';
  if (answer.status === 429) return 'tooMany';
  return answer.status === 503 || answer.status >= 500 ? 'unreachable' : refused;
}
