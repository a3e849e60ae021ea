import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTabLink, MatTabNav, MatTabNavPanel } from '@angular/material/tabs';
import { ActivatedRoute, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowLeft, mdiPencilOutline } from '@mdi/js';
import { Campaigns } from '#client/data/campaigns';
import { keptWithFact, LiveFacts } from '#client/data/live-facts';
import { Session } from '#client/data/session';
import { Icon } from '#client/ui/icon';
import { Notice } from '#client/ui/notice';
import { Refusals } from '#client/words/refusals';
import { CampaignDates } from './campaign-dates.ts';
import { StatusChip } from './status-chip.ts';

/** One campaign with its tabs: those pages that stand under it in the routes. */
@Component({
  selector: 'app-campaign-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ...[Icon, MatButton, MatTabLink, MatTabNav, MatTabNavPanel, Notice, RouterLink, RouterLinkActive, RouterOutlet],
    ...[CampaignDates, StatusChip, TranslocoDirective],
  ],
  templateUrl: './campaign-page.html',
  styleUrl: './campaign-page.scss',
})
export class CampaignPage {
  readonly campaignId = input.required<string>();

  readonly #question = inject(Campaigns).one(this.campaignId);
  readonly #session = inject(Session);
  protected readonly refusals = inject(Refusals);
  readonly #told = inject(LiveFacts).watch(() => `campaign:${this.campaignId()}` as const).facts;
  protected readonly kept = computed(() =>
    keptWithFact(this.#question.kept(), this.#told().get(`campaign ${this.campaignId()}`)),
  );
  protected readonly icons = { back: mdiArrowLeft, edit: mdiPencilOutline };
  protected readonly mayEdit = computed(() => this.#session.may('editCampaigns'));
  /** The flow's page stands beside this one: its canvas needs the room. */
  protected readonly tabs = ['', 'flow', ...this.#under()].map((path) => ({
    path: path === '' ? './' : path,
    label: path === '' ? 'overview' : path,
  }));

  protected ask(): Promise<void> {
    return this.#question.ask();
  }

  /** The pages that stand under this one in the routes. */
  #under(): readonly string[] {
    return (inject(ActivatedRoute).routeConfig?.children ?? []).map(({ path = '' }) => path).filter(Boolean);
  }
}
