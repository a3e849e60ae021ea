import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Reports, type ReportedCampaigns } from '#client/data/reports';
import { Session } from '#client/data/session';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Refusals } from '#client/words/refusals';
import { homeOf } from './report-words.ts';

/** Every campaign that was run, with the way to its report. */
@Component({
  selector: 'app-all-reports-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Loading, MatButton, Notice, RouterLink, TranslocoDirective],
  templateUrl: './all-reports-page.html',
  styleUrl: './all-reports-page.scss',
})
export class AllReportsPage {
  readonly #reports = inject(Reports);
  readonly #session = inject(Session);
  protected readonly reader = inject(Reader);
  protected readonly refusals = inject(Refusals);
  readonly #question = this.#reports.campaigns();
  readonly #older = signal<ReportedCampaigns['campaigns']>([]);
  readonly #next = signal<string | null | undefined>(undefined);

  protected readonly kept = this.#question.kept;
  protected readonly campaigns = computed(() => {
    const kept = this.kept();
    const all = kept.is === 'here' ? [...kept.body.campaigns, ...this.#older()] : [];
    const mayReadCampaigns = this.#session.may('readCampaigns');
    return all.map((each) => ({ ...each, home: homeOf(each.campaign_id, mayReadCampaigns) }));
  });
  protected readonly next = computed(() => {
    const [kept, next] = [this.kept(), this.#next()];
    return next === undefined ? (kept.is === 'here' ? kept.body.next : null) : next;
  });

  protected ask(): Promise<void> {
    return this.#question.ask();
  }

  protected async more(after: string): Promise<void> {
    const answer = await this.#reports.moreCampaigns(after);
    if (answer.outcome !== 'ok') return;
    this.#older.update((older) => [...older, ...answer.body.campaigns]);
    this.#next.set(answer.body.next);
  }
}
