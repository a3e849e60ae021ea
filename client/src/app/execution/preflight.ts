import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiAlertCircleOutline, mdiCheckCircleOutline } from '@mdi/js';
import { Campaigns, type Campaign } from '#client/data/campaigns';
import { LiveFacts } from '#client/data/live-facts';
import { Session } from '#client/data/session';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Refusals, type Said } from '#client/words/refusals';

/** What a campaign needs before it can start, each with the way to where it is put right; and its activation. */
@Component({
  selector: 'app-preflight',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Loading, MatButton, RouterLink, TranslocoDirective],
  templateUrl: './preflight.html',
  styleUrl: './preflight.scss',
})
export class Preflight {
  readonly campaign = input.required<Campaign>();
  /** Whether nothing stands in the way of a start. */
  readonly ready = output<boolean>();

  readonly #campaigns = inject(Campaigns);
  readonly #session = inject(Session);
  protected readonly refusals = inject(Refusals);
  readonly #id = computed(() => this.campaign().campaign_id);
  readonly #question = this.#campaigns.checklist(this.#id);
  readonly #facts = inject(LiveFacts).watch(() => `campaign:${this.#id()}` as const).facts;
  protected readonly kept = this.#question.kept;
  protected readonly icons = { done: mdiCheckCircleOutline, open: mdiAlertCircleOutline };
  protected readonly mayRun = computed(() => this.#session.may('runExecutions'));
  protected readonly busy = signal(false);
  protected readonly wrong = signal<Said | string>('');

  protected readonly items = computed(() => {
    const kept = this.kept();
    return kept.is === 'here' ? kept.body.items : [];
  });
  /** Everything but the activation itself is there. */
  protected readonly mayActivate = computed(
    () => this.items().length > 0 && this.items().every(({ item, ok }) => ok || item === 'active'),
  );
  /** Changes whenever the checklist may have. */
  readonly #looks = computed(() => {
    const told = [...this.#facts().values()].map((fact) =>
      fact.kind === 'dataSet' ? fact.status : fact.kind === 'campaign' ? String(fact.position) : '',
    );
    return `${this.campaign().position} ${told.join(' ')}`;
  });

  constructor() {
    let before = '';
    effect(() => {
      const now = this.#looks();
      if (before !== '' && now !== before) void this.#question.ask();
      before = now;
    });
    effect(() => this.ready.emit(this.items().length > 0 && this.items().every(({ ok }) => ok)));
  }

  /** What to do about an item; of the activation it depends on where the campaign stands. */
  protected fixOf(item: string): string {
    const { status } = this.campaign();
    return item === 'active' && (status === 'completed' || status === 'archived') ? status : item;
  }

  protected async ask(type: 'ActivateCampaign' | 'ReopenCampaign'): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.wrong.set('');
    const answer = await this.#campaigns.ask(this.#id(), type, {});
    if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    await this.#question.ask();
    this.busy.set(false);
  }
}
