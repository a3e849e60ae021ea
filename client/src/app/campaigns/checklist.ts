import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiCheckCircleOutline, mdiCircleOutline } from '@mdi/js';
import { Campaigns } from '#client/data/campaigns';
import { Online } from '#client/data/online';
import { Session } from '#client/data/session';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Refusals, type Said } from '#client/words/refusals';

/** What a campaign still needs; what is missing leads to where it is put right, and the last of it is done here. */
@Component({
  selector: 'app-checklist',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Loading, MatButton, RouterLink, TranslocoDirective],
  templateUrl: './checklist.html',
  styleUrl: './checklist.scss',
})
export class Checklist {
  readonly campaignId = input.required<string>();
  /** It was completed: what makes it active again is called by its name. */
  readonly completed = input(false);

  readonly #campaigns = inject(Campaigns);
  readonly #session = inject(Session);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  protected readonly online = inject(Online).online;
  protected readonly kept = this.#campaigns.checklist(this.campaignId).kept;
  protected readonly icons = { done: mdiCheckCircleOutline, open: mdiCircleOutline };
  protected readonly mayActivate = computed(() => this.#session.may('runExecutions'));
  /** Only what is active is left to do. */
  protected readonly ready = computed(() => {
    const kept = this.kept();
    return kept.is === 'here' && kept.body.items.every(({ item, ok }) => ok || item === 'active');
  });
  protected readonly busy = signal(false);
  /** What stood in the way of activating: a sentence. */
  protected readonly wrong = signal<Said | string>('');

  protected async activate(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.wrong.set('');
    const id = this.campaignId();
    const answer = await (this.completed() ? this.#campaigns.reopen(id) : this.#campaigns.activate(id));
    this.busy.set(false);
    if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    if (answer.outcome === 'unreachable') this.wrong.set(this.#transloco.translate('campaigns.offline.needed'));
  }
}
