import { ChangeDetectionStrategy, Component, computed, inject, output, signal } from '@angular/core';
import { form, FormField, maxLength, pattern, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { placeholdersOf, templateApproval, templateCategory } from '#contracts/template/template';
import { Channels } from '#client/data/channels';
import { Refusals, type Said } from '#client/words/refusals';

const nothing = {
  ...{ name: '', language: 'es', body: '' },
  category: 'utility' as (typeof templateCategory.options)[number],
  approval: 'approved' as (typeof templateApproval.options)[number],
};

/** An administrator makes a template known, with the state of its approval. */
@Component({
  selector: 'app-template-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormField, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, TranslocoDirective],
  templateUrl: './template-form.html',
  styleUrl: './forms.scss',
})
export class TemplateForm {
  /** One more is known. */
  readonly registered = output();

  readonly #channels = inject(Channels);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  protected readonly categories = templateCategory.options;
  protected readonly approvals = templateApproval.options;
  /** Braces of a text stand for a value of ours, so they are one. */
  protected readonly braces = { open: '{{', close: '}}' };
  protected readonly draft = signal(nothing);
  protected readonly placeholders = computed(() => placeholdersOf(this.draft().body).join(', '));
  protected readonly busy = signal(false);
  protected readonly wrong = signal<Said | string>('');
  protected readonly fields = form(this.draft, (path) => {
    required(path.name);
    pattern(path.name, /\S/);
    maxLength(path.name, 120);
    required(path.language);
    pattern(path.language, /^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/);
    required(path.body);
    pattern(path.body, /\S/);
    maxLength(path.body, 1024);
  });

  protected say(change: Partial<typeof nothing>): void {
    this.draft.update((draft) => ({ ...draft, ...change }));
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.wrong.set('');
    for (const field of [this.fields.name, this.fields.language, this.fields.body]) field().markAsTouched();
    if (!this.fields().valid() || this.busy()) return;
    this.busy.set(true);
    const { name, body, ...draft } = this.draft();
    const answer = await this.#channels.registerTemplate({ ...draft, name: name.trim(), body: body.trim() });
    this.busy.set(false);
    if (answer.outcome === 'ok') {
      this.fields().reset();
      this.draft.set(nothing);
      this.registered.emit();
    } else if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else this.wrong.set(this.#transloco.translate('channels.needsNetwork'));
  }
}
