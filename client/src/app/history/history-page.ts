import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { historyKinds } from '#contracts/wire/history-doors';
import { Campaigns } from '#client/data/campaigns';
import { Channels } from '#client/data/channels';
import { DataSets } from '#client/data/data-sets';
import { Flows } from '#client/data/flows';
import { History, type Happening } from '#client/data/history';
import { LiveFacts } from '#client/data/live-facts';
import { Session } from '#client/data/session';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals } from '#client/words/refusals';
import { HappeningWords } from './happening-words.ts';

/** Who did what and when, to a campaign, its runs, data sets and flow; each moment can be gone back to. */
@Component({
  selector: 'app-history-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Loading, MatButton, MatFormField, MatInput, MatLabel, Notice, RouterLink, TranslocoDirective],
  templateUrl: './history-page.html',
  styleUrl: './history-page.scss',
})
export class HistoryPage {
  readonly campaignId = input.required<string>();
  /** Of what, from the address; absent: everything. */
  readonly of = input<string>();

  readonly #history = inject(History);
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #tell = inject(HappeningWords);
  protected readonly words = inject(Words);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly kinds = historyKinds;
  protected readonly mayRead = computed(() => this.#session.may('readHistory'));
  protected readonly role = computed(() => this.words.t(`role.${this.#session.role() ?? 'editor'}`));

  protected readonly asked = computed(
    (): Happening['of'] | null => historyKinds.find((each) => each === this.of()) ?? null,
  );
  readonly #question = this.#history.of(() =>
    this.mayRead() ? { campaignId: this.campaignId(), of: this.asked() } : null,
  );
  readonly #channels = inject(Channels).all();
  readonly #dataSets = inject(DataSets).of(this.campaignId);
  readonly #campaign = inject(Campaigns).one(this.campaignId);
  readonly #flow = inject(Flows).drawn(() => {
    const kept = this.#campaign.kept();
    return kept.is === 'here' ? kept.body.flow_id : null;
  });
  readonly #older = signal<readonly Happening[]>([]);
  readonly #next = signal<string | null | undefined>(undefined);
  /** Something happened since. */
  protected readonly news = signal(false);

  protected readonly kept = this.#question.kept;
  protected readonly next = computed(() => {
    const [kept, next] = [this.kept(), this.#next()];
    return next === undefined ? (kept.is === 'here' ? kept.body.next : null) : next;
  });
  readonly #names = computed(() => {
    const [channels, sets, flow] = [this.#channels.kept(), this.#dataSets.kept(), this.#flow.kept()];
    const steps = flow.is === 'here' ? Object.values(flow.body.document.steps) : [];
    return {
      channels: new Map(
        channels.is === 'here' ? channels.body.channels.map((each) => [each.channel_id, each.name]) : [],
      ),
      dataSets: new Map(sets.is === 'here' ? sets.body.dataSets.map((each) => [each.data_set_id, each.name]) : []),
      steps: this.words.stepNames(steps),
      stepTypes: new Map(steps.map(({ id, type }) => [id, type])),
      ports: this.words.portNames(steps),
    };
  });
  protected readonly happenings = computed(() => {
    const kept = this.kept();
    const all = kept.is === 'here' ? [...kept.body.happenings, ...this.#older()] : [];
    return all.map((each) => ({
      ...each,
      key: `${each.stream} ${each.revision}`,
      sentence: this.#tell.tell(each, this.#names()),
      details: this.#tell.details(each, this.#names()),
      then: thenOf(each),
    }));
  });

  constructor() {
    effect(() => {
      this.asked();
      this.campaignId();
      untracked(() => this.#forget());
    });
    const facts = inject(LiveFacts).watch(() => `campaign:${this.campaignId()}` as const).facts;
    let before = '';
    effect(() => {
      const now = [...facts().values()].map(({ position }) => position).join(' ');
      if (before !== '' && now !== before) this.news.set(true);
      before = now;
    });
  }

  protected async ask(): Promise<void> {
    this.#forget();
    await this.#question.ask();
  }

  protected async more(after: string): Promise<void> {
    const answer = await this.#history.more(this.campaignId(), this.asked(), after);
    if (answer.outcome !== 'ok') return;
    this.#older.update((older) => [...older, ...answer.body.happenings]);
    this.#next.set(answer.body.next);
  }

  protected choose(index: number): void {
    void this.#router.navigate([], { queryParams: { of: index === 0 ? null : this.kinds[index - 1] } });
  }

  #forget(): void {
    this.#older.set([]);
    this.#next.set(undefined);
    this.news.set(false);
  }
}

/** Where the moment can be gone back to: a campaign and a flow's drawing are what their events made of them. */
function thenOf({ stream, revision }: Happening): readonly [string, string] | null {
  if (stream.startsWith('campaign-')) return ['campaign', String(revision)];
  return stream.startsWith('flow-') ? ['flow', String(revision)] : null;
}
