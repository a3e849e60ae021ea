import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import { writtenNumber } from '#contracts/contact/written-number';
import type { Answer } from '#client/data/api';
import { DataSets, type ReadAs, type UploadPreview } from '#client/data/data-sets';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Refusals, type Said } from '#client/words/refusals';
import { countriesIn } from './countries.ts';

const mapped = ['phone', 'identifier', 'name', 'email'] as const;
type Mapped = (typeof mapped)[number];

/** A waiting file as it would be processed; what was guessed is put right here before anything is. */
@Component({
  selector: 'app-preview-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ...[Icon, Loading, MatButton, MatFormField, MatHint, MatInput, MatLabel, Notice, RouterLink],
    TranslocoDirective,
  ],
  templateUrl: './preview-page.html',
  styleUrl: './preview-page.scss',
})
export class PreviewPage {
  readonly campaignId = input.required<string>();
  readonly dataSetId = input.required<string>();

  readonly #dataSets = inject(DataSets);
  readonly #router = inject(Router);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly icons = { back: mdiArrowLeft };
  protected readonly mapped = mapped;
  protected readonly writtenNumber = writtenNumber;
  protected readonly delimiters = [',', ';', '\t', '|'] as const;
  protected readonly encodings = ['utf-8', 'latin1'] as const;
  protected readonly countries = computed(() => countriesIn(this.reader.locale()));

  protected readonly found = signal<UploadPreview | null>(null);
  /** Why there is nothing to be seen. */
  protected readonly problem = signal<{ readonly missing: boolean; readonly said: Said | string } | null>(null);
  protected readonly wrong = signal<Said | string>('');
  protected readonly busy = signal(false);
  /** What a person said; all else is worked out by the server. */
  readonly #as = signal<ReadAs>({});
  #asking = 0;
  protected readonly kilobytes = computed(() => this.reader.number(Math.ceil((this.found()?.bytes ?? 0) / 1024)));
  protected readonly columns = computed(() => this.found()?.columns ?? []);
  /** Every column, the mapped ones first. */
  protected readonly shown = computed(() => {
    const { mapping, columns } = this.found() ?? { mapping: null, columns: [] };
    const first = mapping ? mapped.flatMap((each) => mapping[each] ?? []) : [];
    return [...new Set([...first, ...columns])];
  });
  protected readonly accepted = computed(
    () => this.found()?.rows.filter(({ rejected }) => rejected === null).length ?? 0,
  );

  constructor() {
    effect(() => {
      this.dataSetId();
      untracked(() => {
        this.#as.set({});
        this.found.set(null);
        void this.look();
      });
    });
  }

  protected say(change: ReadAs): void {
    this.#as.update((as) => ({ ...as, ...change }));
    void this.look();
  }

  protected map(field: Mapped, column: string): void {
    this.say({ [field]: column });
  }

  protected async look(): Promise<void> {
    const asking = (this.#asking += 1);
    this.wrong.set('');
    const answer = await this.#dataSets.preview(this.dataSetId(), this.#as());
    if (asking !== this.#asking) return;
    if (answer.outcome === 'ok') {
      this.found.set(answer.body);
      this.problem.set(null);
    } else if (this.found() !== null) this.#complain(answer);
    else if (answer.outcome === 'problem')
      this.problem.set({ missing: answer.problem.code === 'UploadIsMissing', said: answer.problem });
    else this.problem.set({ missing: false, said: this.#transloco.translate('datasets.needsNetwork') });
  }

  protected async process(): Promise<void> {
    const found = this.found();
    if (!found || this.busy()) return;
    this.busy.set(true);
    this.wrong.set('');
    const { identifier, name, email } = found.mapping;
    const columns = { phone: found.mapping.phone ?? '', identifier, name, email };
    const answer = await this.#dataSets.process(this.dataSetId(), { ...this.#as(), ...columns });
    this.busy.set(false);
    if (answer.outcome !== 'ok') this.#complain(answer);
    else await this.#router.navigate(['/campaigns', this.campaignId(), 'datasets', this.dataSetId()]);
  }

  protected async discard(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    const answer = await this.#dataSets.discard(this.dataSetId());
    this.busy.set(false);
    if (answer.outcome !== 'ok') this.#complain(answer);
    else await this.#router.navigate(['/campaigns', this.campaignId(), 'datasets']);
  }

  /** Why this row would be rejected; null: it would not, or nobody knows yet. */
  protected whyRejected({ rejected, values }: UploadPreview['rows'][number]): string | null {
    if (rejected === null) return null;
    const written = values[this.found()?.mapping.phone ?? ''];
    return this.refusals.say({ code: rejected.code, detail: rejected.sentence, details: { written } });
  }

  #complain(answer: Exclude<Answer<unknown>, { outcome: 'ok' }>): void {
    const needsNetwork = (): string => this.#transloco.translate('datasets.needsNetwork');
    this.wrong.set(answer.outcome === 'problem' ? answer.problem : needsNetwork());
  }
}
