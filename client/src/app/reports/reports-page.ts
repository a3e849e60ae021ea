import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import { LiveFacts } from '#client/data/live-facts';
import { Reports } from '#client/data/reports';
import { Session } from '#client/data/session';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals } from '#client/words/refusals';
import { campaignSections } from './campaign-sections.ts';
import { ReportChart } from './report-chart.ts';
import { ReportTable } from './report-table.ts';
import { homeOf, ReportWords } from './report-words.ts';
import { runSections } from './run-sections.ts';

/** What came of a campaign: one run with its funnel and the rows behind its numbers, or all runs together. */
@Component({
  selector: 'app-reports-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ...[Icon, Loading, MatButton, MatFormField, MatInput, MatLabel, Notice, ReportChart, ReportTable, RouterLink],
    TranslocoDirective,
  ],
  templateUrl: './reports-page.html',
  styleUrl: './reports-page.scss',
})
export class ReportsPage {
  readonly campaignId = input.required<string>();
  /** Which run, from the address: its id, or `all`; absent: the newest. */
  readonly run = input<string>();

  readonly #reports = inject(Reports);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  readonly #show = inject(ReportWords);
  protected readonly words = inject(Words);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly icons = { back: mdiArrowLeft };

  readonly #whole = this.#reports.campaign(this.campaignId);
  protected readonly runs = computed(() => {
    const kept = this.#whole.kept();
    return kept.is === 'here' ? kept.body.executions : [];
  });
  protected readonly list = this.#whole.kept;
  /** Who reads nothing else of a campaign has its name from the list of reports. */
  readonly #named = this.#reports.campaigns();
  protected readonly mayReadCampaigns = computed(() => this.#session.may('readCampaigns'));
  protected readonly home = computed(() => homeOf(this.campaignId(), this.mayReadCampaigns()));
  protected readonly name = computed(() => {
    const kept = this.#named.kept();
    const all = kept.is === 'here' ? kept.body.campaigns : [];
    return all.find(({ campaign_id }) => campaign_id === this.campaignId())?.name ?? '';
  });
  /** The run that is shown; null: all of them, or none is known yet. */
  protected readonly chosen = computed(() => {
    const asked = this.run();
    if (asked === 'all') return null;
    return asked ?? this.runs()[0]?.execution_id ?? null;
  });
  protected readonly isAll = computed(() => this.run() === 'all');

  readonly #report = this.#reports.run(this.chosen);
  readonly #voice = this.#reports.voice(this.chosen);
  readonly #series = this.#reports.runSeries(this.chosen);
  readonly #days = this.#reports.campaignSeries(() => (this.isAll() ? this.campaignId() : null));
  readonly #told = inject(LiveFacts).watch(() => {
    const id = this.chosen();
    return id === null ? null : `execution:${id}`;
  }).facts;

  /** The answer that is shown, whichever it is of. */
  protected readonly kept = computed(() => (this.isAll() ? this.#whole.kept() : this.#report.kept()));
  readonly #steps = computed(() => {
    const report = this.#report.kept();
    return this.#show.stepNames(report.is === 'here' ? report.body.steps : []);
  });
  protected readonly sections = computed(() => {
    const show = this.#show.over(this.#steps());
    const bodyOf = <T>(kept: { readonly is: string; readonly body?: T }): T | null => kept.body ?? null;
    if (this.isAll()) {
      const whole = bodyOf(this.#whole.kept());
      return whole ? campaignSections(whole, bodyOf(this.#days.kept()), show) : [];
    }
    const report = bodyOf(this.#report.kept());
    const [voice, series] = [bodyOf(this.#voice.kept()), bodyOf(this.#series.kept())];
    return report ? runSections({ report, voice, series }, show) : [];
  });

  constructor() {
    // A report is asked for anew when its run has come to an end meanwhile, and not at every step of it.
    let before = '';
    effect(() => {
      const fact = this.#told().get(`execution ${this.chosen() ?? ''}`);
      const now = fact?.kind === 'execution' ? `${fact.execution_id} ${fact.status}` : '';
      if (before !== '' && now !== '' && now !== before && now.split(' ')[0] === before.split(' ')[0]) void this.ask();
      if (now !== '') before = now;
    });
  }

  protected async ask(): Promise<void> {
    await Promise.all([this.#whole.ask(), this.#report.ask(), this.#voice.ask(), this.#series.ask()]);
  }

  protected choose(run: string): void {
    void this.#router.navigate([], { queryParams: { run } });
  }

  protected fileOf(table: string): string {
    const chosen = this.chosen();
    return chosen === null ? this.#reports.campaignFile(this.campaignId(), table) : this.#reports.file(chosen, table);
  }
}
