import { ChangeDetectionStrategy, Component, inject, output, signal } from '@angular/core';
import { form, FormField, minLength, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { Session } from '#client/data/session';
import { Refusals, type Said } from '#client/words/refusals';

/** The first password of somebody who came in by a link. */
@Component({
  selector: 'app-choose-password',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormField, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, TranslocoDirective],
  template: `
    <form *transloco="let t; prefix: 'signIn'" (submit)="save($event)" novalidate>
      <p>{{ t('chooseHint') }}</p>
      <mat-form-field>
        <mat-label>{{ t('newPassword') }}</mat-label>
        <input matInput type="password" autocomplete="new-password" [formField]="fields.password" />
        <mat-hint>{{ t('atLeast') }}</mat-hint>
        <mat-error>{{ t('atLeast') }}</mat-error>
      </mat-form-field>
      <p role="alert">{{ refusals.say(wrong()) }}</p>
      <button matButton="filled">{{ t('save') }}</button>
      <button matButton type="button" (click)="done.emit()">{{ t('later') }}</button>
    </form>
  `,
  styles: `
    form {
      display: grid;
      gap: 0.75rem;
    }
    p {
      margin: 0;
    }
    p:empty {
      display: none;
    }
  `,
})
export class ChoosePassword {
  readonly #session = inject(Session);
  readonly #transloco = inject(TranslocoService);

  /** The password was saved, or left for another day. */
  readonly done = output();

  protected readonly refusals = inject(Refusals);
  protected readonly wrong = signal<Said | string>('');
  protected readonly chosen = signal({ password: '' });
  protected readonly fields = form(this.chosen, (path) => {
    required(path.password);
    minLength(path.password, 12);
  });

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.wrong.set('');
    this.fields.password().markAsTouched();
    if (!this.fields().valid()) return;
    const answer = await this.#session.setPassword(this.chosen().password);
    if (answer.outcome === 'ok') this.done.emit();
    else if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else this.wrong.set(this.#transloco.translate('signIn.unreachable'));
  }
}
