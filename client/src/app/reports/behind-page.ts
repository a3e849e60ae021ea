import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import type { RowFilter } from '#contracts/wire/row-filter';
import { Reports, type ReportedRows } from '#client/data/reports';
import { Session } from '#client/data/session';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals, type Said } from '#client/words/refusals';
import { homeOf, ReportWords } from './report-words.ts';

/** The rows behind a number of a report. */
@Component({
  selector: 'app-behind-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Loading, MatButton, RouterLink, TranslocoDirective],
  templateUrl: './behind-page.html',
  styleUrl: './behind-page.scss',
})
export class BehindPage {
  readonly campaignId = input.required<string>();
  readonly executionId = input.required<string>();

  readonly #reports = inject(Reports);
  readonly #query = toSignal(inject(ActivatedRoute).queryParams, { initialValue: {} });
  readonly #report = this.#reports.run(this.executionId);
  readonly #session = inject(Session);
  /** The life of a row stands under its campaign. */
  protected readonly mayReadCampaigns = computed(() => this.#session.may('readCampaigns'));
  protected readonly home = computed(() => homeOf(this.campaignId(), this.mayReadCampaigns()));
  readonly #show = inject(ReportWords);
  protected readonly words = inject(Words);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly icons = { back: mdiArrowLeft };

  protected readonly rows = signal<ReportedRows['rows'] | null>(null);
  protected readonly next = signal<string | null>(null);
  protected readonly wrong = signal<'' | 'offline' | Said>('');
  protected readonly filter = computed((): Partial<RowFilter> => this.#query());
  protected readonly file = computed(() => this.#reports.rowsFile(this.executionId(), this.filter()));
  readonly #names = computed(() => {
    const report = this.#report.kept();
    return this.#show.stepNames(report.is === 'here' ? report.body.steps : []);
  });
  protected readonly show = computed(() => this.#show.over(this.#names()));
  /** What is so of these rows, in words. */
  protected readonly conditions = computed(() => {
    const { t, step, reason, outcome, verdict } = this.show();
    const filter = this.filter();
    const said = (key: string, value: string | undefined, write = (text: string): string => text): string[] =>
      value === undefined ? [] : [t(`behind.${key}`, { value: write(value) })];
    return [
      ...said('outcome', filter.outcome, outcome),
      ...said('label', filter.label),
      ...said('reason', filter.reason, reason),
      ...said('step', filter.step, step),
      ...said('at', filter.at, step),
      ...said('verdict', filter.verdict, verdict),
      ...said('reason', filter.why, reason),
      ...said('template', filter.templateId === undefined ? undefined : ''),
      ...said('failure', filter.failure, reason),
      ...said('call', filter.callResult, (result) => t(`results.${result}`)),
      ...said('call', filter.callOutcome, (result) => t(`callOutcomes.${result}`)),
      ...said('transfer', filter.transferResult, (result) => reason(`notTransferred ${result}`)),
      ...said('is', filter.is, (flag) => t(`flags.${flag}`)),
    ];
  });

  constructor() {
    effect(() => {
      this.executionId();
      this.filter();
      untracked(() => {
        this.rows.set(null);
        void this.read(null);
      });
    });
  }

  protected async read(after: string | null): Promise<void> {
    this.wrong.set('');
    const asked = this.filter();
    const answer = await this.#reports.rows(this.executionId(), asked, after);
    if (asked !== this.filter()) return;
    if (answer.outcome === 'ok') {
      const { rows, next } = answer.body;
      this.rows.update((before) => (after === null ? rows : [...(before ?? []), ...rows]));
      this.next.set(next);
    } else this.wrong.set(answer.outcome === 'unreachable' ? 'offline' : answer.problem);
  }
}
