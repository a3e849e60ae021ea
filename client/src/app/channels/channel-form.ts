import { ChangeDetectionStrategy, Component, inject, output, signal } from '@angular/core';
import { form, FormField, maxLength, pattern, required, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { Channels } from '#client/data/channels';
import { Refusals, type Said } from '#client/words/refusals';

const nothing = { kind: 'whatsapp' as 'whatsapp' | 'voice', number: '', name: '' };

const e164 = /^\+[1-9]\d{6,14}$/;

/** A number without what people write between its digits. */
const plain = (number: string): string => number.replace(/[\s().\-\u2010-\u2013]/g, '');

/** An administrator makes a sender or a voice number of the organisation known; campaigns can have it from then on. */
@Component({
  selector: 'app-channel-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormField, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, TranslocoDirective],
  templateUrl: './channel-form.html',
  styleUrl: './forms.scss',
})
export class ChannelForm {
  /** One more is known. */
  readonly registered = output();

  readonly #channels = inject(Channels);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  protected readonly kinds = ['whatsapp', 'voice'] as const;
  protected readonly draft = signal(nothing);
  protected readonly busy = signal(false);
  protected readonly wrong = signal<Said | string>('');
  protected readonly fields = form(this.draft, (path) => {
    required(path.number);
    validate(path.number, ({ value }) => (e164.test(plain(value())) ? undefined : { kind: 'notANumber' }));
    required(path.name);
    pattern(path.name, /\S/);
    maxLength(path.name, 80);
  });

  protected choose(index: number): void {
    this.draft.update((draft) => ({ ...draft, kind: this.kinds[index] ?? 'whatsapp' }));
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.wrong.set('');
    for (const field of [this.fields.number, this.fields.name]) field().markAsTouched();
    if (!this.fields().valid() || this.busy()) return;
    this.busy.set(true);
    const { kind, number, name } = this.draft();
    const answer = await this.#channels.register({ kind, number: plain(number), name: name.trim() });
    this.busy.set(false);
    if (answer.outcome === 'ok') {
      this.fields().reset();
      this.draft.set(nothing);
      this.registered.emit();
    } else if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else this.wrong.set(this.#transloco.translate('channels.needsNetwork'));
  }
}
