import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import { DataSets, type Rejects } from '#client/data/data-sets';
import { keptWithFact, LiveFacts } from '#client/data/live-facts';
import { Session } from '#client/data/session';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Refusals, type Said } from '#client/words/refusals';
import { countryName } from './countries.ts';
import { SetResult } from './set-result.ts';

const mapped = ['phone', 'identifier', 'name', 'email'] as const;

/** One data set: how far it was read, what became of its rows, and those that were rejected, to put right. */
@Component({
  selector: 'app-data-set-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Loading, MatButton, Notice, RouterLink, SetResult, TranslocoDirective],
  templateUrl: './data-set-page.html',
  styleUrl: './data-set-page.scss',
})
export class DataSetPage {
  readonly campaignId = input.required<string>();
  readonly dataSetId = input.required<string>();

  readonly #dataSets = inject(DataSets);
  readonly #session = inject(Session);
  readonly #question = this.#dataSets.one(this.dataSetId);
  readonly #facts = inject(LiveFacts).watch(() => `campaign:${this.campaignId()}` as const).facts;
  protected readonly reader = inject(Reader);
  protected readonly refusals = inject(Refusals);
  protected readonly icons = { back: mdiArrowLeft };
  protected readonly mapped = mapped;
  protected readonly countryName = countryName;
  protected readonly kept = computed(() =>
    keptWithFact(this.#question.kept(), this.#facts().get(`dataSet ${this.dataSetId()}`)),
  );
  /** Rejected rows hold what people wrote: they are for those who correct them. */
  protected readonly mayCorrect = computed(
    () => this.#session.may('editDataSets') && this.#session.may('readPersonalData'),
  );
  protected readonly file = computed(() => `/api/data-sets/${this.dataSetId()}/rejects.csv`);
  protected readonly rejects = signal<Rejects['rejects']>([]);
  protected readonly next = signal<string | null>(null);
  protected readonly wrong = signal<Said | string>('');

  constructor() {
    let before = '';
    // When it is ready, its rejected rows can be read; one that was just begun may be a moment away.
    effect(() => {
      const fact = this.#facts().get(`dataSet ${this.dataSetId()}`);
      const now = `${this.dataSetId()} ${fact?.kind === 'dataSet' ? fact.status : ''}`;
      if (now !== before && before !== '') void this.#question.ask();
      before = now;
    });
    let read = '';
    effect(() => {
      const kept = this.kept();
      const wanted = kept.is === 'here' && kept.body.status === 'ready' && kept.body.rejected > 0 && this.mayCorrect();
      const now = wanted ? this.dataSetId() : '';
      if (now !== '' && now !== read)
        untracked(() => {
          this.rejects.set([]);
          void this.more(null);
        });
      read = now;
    });
  }

  protected ask(): Promise<void> {
    return this.#question.ask();
  }

  /** Pages may be short, also empty, and have a next one. */
  protected async more(after: string | null): Promise<void> {
    let from = after;
    const found: Rejects['rejects'] = [];
    do {
      const answer = await this.#dataSets.rejects(this.dataSetId(), from);
      if (answer.outcome !== 'ok') {
        this.wrong.set(answer.outcome === 'problem' ? answer.problem : '');
        return;
      }
      found.push(...answer.body.rejects);
      from = answer.body.next;
    } while (from !== null && found.length < 20);
    this.rejects.update((rejects) => [...rejects, ...found]);
    this.next.set(from);
  }

  protected why({ code, sentence, values }: Rejects['rejects'][number]): string {
    const kept = this.kept();
    const column = kept.is === 'here' ? kept.body.mapping.phone : null;
    const details = { written: values?.[column ?? ''] };
    return this.refusals.say({ code, detail: sentence ?? '', details });
  }

  protected written(values: Readonly<Record<string, string>> | null): string {
    return Object.entries(values ?? {})
      .filter(([, value]) => value.trim() !== '')
      .slice(0, 4)
      .map(([name, value]) => `${name}: ${value}`)
      .join(' · ');
  }
}
