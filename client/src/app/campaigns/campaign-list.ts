import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import {
  mdiArchiveArrowUpOutline,
  mdiArchiveOutline,
  mdiContentCopy,
  mdiDotsVertical,
  mdiPencilOutline,
  mdiPlus,
  mdiTabletDashboard,
  mdiTrayRemove,
} from '@mdi/js';
import type { Answer } from '#client/data/api';
import { Campaigns, type Campaign } from '#client/data/campaigns';
import { KeptCampaigns } from '#client/data/kept-campaigns';
import { Online } from '#client/data/online';
import { Session } from '#client/data/session';
import { Dialogs } from '#client/ui/dialogs';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Shortcuts } from '#client/ui/shortcuts';
import { Refusals, type Said } from '#client/words/refusals';
import { CampaignDates } from './campaign-dates.ts';
import { filters, orders, pick, type Wanted } from './campaign-order.ts';
import { StatusChip } from './status-chip.ts';

const everything: Wanted = { search: '', filter: 'all', order: 'changed' };

/** All campaigns: searched, filtered, sorted; copied and put away. */
@Component({
  selector: 'app-campaign-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ...[CampaignDates, Icon, Loading, Notice, RouterLink, StatusChip, TranslocoDirective],
    ...[MatButton, MatIconButton, MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger],
  ],
  templateUrl: './campaign-list.html',
  styleUrl: './campaign-list.scss',
})
export class CampaignList {
  readonly #campaigns = inject(Campaigns);
  readonly #router = inject(Router);
  readonly #dialogs = inject(Dialogs);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  readonly #session = inject(Session);
  readonly #copies = inject(KeptCampaigns);
  protected readonly reader = inject(Reader);
  protected readonly icons = {
    ...{ add: mdiPlus, more: mdiDotsVertical, edit: mdiPencilOutline },
    ...{ copy: mdiContentCopy, archive: mdiArchiveOutline, unarchive: mdiArchiveArrowUpOutline },
    ...{ offline: mdiTabletDashboard, letGo: mdiTrayRemove },
  };
  protected readonly filters = filters;
  protected readonly orders = orders;

  readonly #question = this.#campaigns.all();
  protected readonly kept = this.#question.kept;
  protected readonly wanted = signal(everything);
  protected readonly found = computed(() => {
    const kept = this.kept();
    return kept.is === 'here' ? pick(kept.body, this.wanted(), this.reader.locale()) : [];
  });
  protected readonly mayRead = computed(() => this.#session.may('readCampaigns'));
  protected readonly mayEdit = computed(() => this.#session.may('editCampaigns'));
  protected readonly online = inject(Online).online;
  protected readonly busy = signal('');
  /** What a deed led to, when it went wrong: a sentence. */
  protected readonly wrong = signal<Said | string>('');
  protected readonly searchField = viewChild<ElementRef<HTMLInputElement>>('search');

  constructor() {
    const say = (key: string) => (): string => this.#transloco.translate(`campaigns.${key}`);
    inject(Shortcuts).add([
      { keys: 'n', label: say('new'), run: () => void this.#new() },
      { keys: '/', label: say('search'), run: () => this.searchField()?.nativeElement.focus() },
    ]);
  }

  protected want(change: Partial<Wanted>): void {
    this.wanted.update((wanted) => ({ ...wanted, ...change }));
  }

  protected clear(): void {
    this.wanted.set(everything);
  }

  protected ask(): Promise<void> {
    return this.#question.ask();
  }

  /** How a campaign stands on this device, in the key of a word; null: it is not kept. */
  protected offlineOf(campaignId: string): string | null {
    if (this.#copies.underWay().has(campaignId)) return 'shortFetching';
    const row = this.#copies.byId().get(campaignId);
    return row ? (row.since === null ? 'shortPart' : 'short') : null;
  }

  protected isKept({ campaign_id }: Campaign): boolean {
    return this.#copies.byId().has(campaign_id);
  }

  protected makeAvailable({ campaign_id, name }: Campaign): void {
    void this.#copies.makeAvailable(campaign_id, name);
  }

  protected letGo({ campaign_id }: Campaign): void {
    void this.#copies.letGo(campaign_id);
  }

  protected async duplicate(campaign: Campaign): Promise<void> {
    const name = this.#transloco.translate('campaigns.copyOf', { name: campaign.name }).slice(0, 120);
    const made = await this.#does(campaign, () => this.#campaigns.duplicate(campaign.campaign_id, name));
    if (made?.outcome === 'ok') await this.#router.navigate(['/campaigns', made.body]);
  }

  protected async archive(campaign: Campaign): Promise<void> {
    const question = () => import('./archive-question.ts').then(({ ArchiveQuestion }) => ArchiveQuestion);
    if ((await this.#dialogs.ask<boolean>(question, { data: campaign.name })) !== true) return;
    await this.#does(campaign, () => this.#campaigns.archive(campaign.campaign_id));
    await this.ask();
  }

  protected async unarchive(campaign: Campaign): Promise<void> {
    await this.#does(campaign, () => this.#campaigns.unarchive(campaign.campaign_id));
    await this.ask();
  }

  async #does<Body>({ campaign_id: id }: Campaign, deed: () => Promise<Answer<Body>>): Promise<Answer<Body> | null> {
    if (this.busy() !== '') return null;
    this.busy.set(id);
    this.wrong.set('');
    const answer = await deed();
    this.busy.set('');
    if (answer.outcome === 'unreachable') this.wrong.set(this.#transloco.translate('campaigns.offline.needed'));
    if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    return answer;
  }

  async #new(): Promise<void> {
    if (this.mayEdit()) await this.#router.navigateByUrl('/campaigns/new');
  }
}
