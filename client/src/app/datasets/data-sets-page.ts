import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { DataSets } from '#client/data/data-sets';
import { LiveFacts, withFact } from '#client/data/live-facts';
import { Session } from '#client/data/session';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals } from '#client/words/refusals';
import { SetResult } from './set-result.ts';
import { UploadZone } from './upload-zone.ts';

/** The data sets of a campaign: a place to drop a file, files that wait for a person, and what became of the others. */
@Component({
  selector: 'app-data-sets-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Loading, MatButton, Notice, RouterLink, SetResult, TranslocoDirective, UploadZone],
  templateUrl: './data-sets-page.html',
  styleUrl: './data-sets-page.scss',
})
export class DataSetsPage {
  readonly campaignId = input.required<string>();

  readonly #session = inject(Session);
  readonly #question = inject(DataSets).of(this.campaignId);
  readonly #facts = inject(LiveFacts).watch(() => `campaign:${this.campaignId()}` as const, {
    reload: () => void this.#question.ask(),
  }).facts;
  protected readonly reader = inject(Reader);
  protected readonly refusals = inject(Refusals);
  protected readonly words = inject(Words);
  protected readonly kept = this.#question.kept;
  protected readonly mayEdit = computed(() => this.#session.may('editDataSets'));
  protected readonly role = computed(() => this.words.t(`role.${this.#session.role() ?? 'auditor'}`));
  /** The newest first. */
  protected readonly sets = computed(() => {
    const kept = this.kept();
    const all = kept.is === 'here' ? kept.body.dataSets : [];
    return all.map((set) => withFact(set, this.#facts().get(`dataSet ${set.data_set_id}`))).toReversed();
  });
  protected readonly waiting = computed(() => {
    const kept = this.kept();
    return kept.is === 'here' ? kept.body.waiting : [];
  });

  constructor() {
    // What somebody else uploaded is told of before it stands in the list.
    effect(() => {
      const known = new Set(this.sets().map(({ data_set_id }) => data_set_id));
      const isNew = [...this.#facts().values()].some((fact) => fact.kind === 'dataSet' && !known.has(fact.data_set_id));
      if (isNew && untracked(this.kept).is === 'here') void this.#question.ask();
    });
  }

  protected ask(): Promise<void> {
    return this.#question.ask();
  }
}
