import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { form, FormField, maxLength, pattern, required, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { Campaigns } from '#client/data/campaigns';
import { Refusals, type Said } from '#client/words/refusals';

/** A new campaign, or another name and other dates for one. */
@Component({
  selector: 'app-campaign-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormField, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, RouterLink, TranslocoDirective],
  templateUrl: './campaign-form.html',
  styles: `
    :host {
      display: block;
      max-width: 40rem;
    }
    form {
      display: grid;
      gap: 1rem;
      margin-top: 1.25rem;
    }
    .dates {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr));
      gap: 1rem;
    }
    .deeds {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
    .wrong:empty {
      display: none;
    }
    .wrong {
      margin: 0;
      padding: 0.75rem 1rem;
      border-radius: 0.75rem;
      background: var(--mat-sys-error-container);
      color: var(--mat-sys-on-error-container);
    }
  `,
})
export class CampaignForm {
  readonly #campaigns = inject(Campaigns);
  readonly #router = inject(Router);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);

  /** Undefined: a new one. */
  readonly campaignId = input<string>();

  readonly #known = this.#campaigns.one(() => this.campaignId() ?? null);
  protected readonly isNew = computed(() => this.campaignId() === undefined);
  protected readonly back = computed(() => ['/campaigns', ...(this.isNew() ? [] : [this.campaignId()])]);
  protected readonly busy = signal(false);
  protected readonly wrong = signal<Said | string>('');
  protected readonly draft = signal({ name: '', description: '', startsAt: '', endsAt: '' });
  protected readonly fields = form(this.draft, (path) => {
    required(path.name);
    pattern(path.name, /\S/);
    maxLength(path.name, 120);
    maxLength(path.description, 2000);
    validate(path.endsAt, ({ value, valueOf }) =>
      value() !== '' && value() < valueOf(path.startsAt) ? { kind: 'endsFirst' } : undefined,
    );
  });

  constructor() {
    effect(() => {
      const known = this.#known.kept();
      if (known.is !== 'here' || untracked(this.fields).dirty()) return;
      const { name, description, starts_at, ends_at } = known.body;
      this.draft.set({ name, description, startsAt: dayOf(starts_at), endsAt: dayOf(ends_at) });
    });
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.wrong.set('');
    this.fields.name().markAsTouched();
    if (!this.fields().valid() || this.busy()) return;
    this.busy.set(true);
    const { name, description, startsAt, endsAt } = this.draft();
    const draft = { name: name.trim(), description, startsAt: beginOf(startsAt), endsAt: endOf(endsAt) };
    const id = this.campaignId();
    const answer = await (id === undefined ? this.#campaigns.create(draft) : this.#campaigns.describe(id, draft));
    this.busy.set(false);
    if (answer.outcome === 'ok') await this.#router.navigate(['/campaigns', id ?? answer.body]);
    else if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else this.wrong.set(this.#transloco.translate('campaigns.offline.needed'));
  }
}

/** An instant as the day it is here, as a date field wants it. */
function dayOf(instant: string | null): string {
  if (instant === null) return '';
  const at = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The first moment of a day here; the last one. */
function beginOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T00:00:00`).toISOString();
}

function endOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString();
}
