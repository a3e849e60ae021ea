import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import { DataSets } from '#client/data/data-sets';
import { Executions, type RowOutcome } from '#client/data/executions';
import { Installation } from '#client/data/installation';
import { keptWithFact, LiveFacts } from '#client/data/live-facts';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { LiveMark } from '#client/words/live-mark';
import { Words } from '#client/words/words';
import { Refusals } from '#client/words/refusals';
import { RunControls } from './run-controls.ts';
import { RunCounts } from './run-counts.ts';
import { RunRows } from './run-rows.ts';
import { RunStatus } from './run-status.ts';

/** One run, live: how far it is, what can be done with it, and its rows as they move. */
@Component({
  selector: 'app-run-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ...[Icon, LiveMark, Loading, MatButton, Notice, RouterLink, RunControls, RunCounts, RunRows, RunStatus],
    TranslocoDirective,
  ],
  templateUrl: './run-page.html',
  styleUrl: './run-page.scss',
})
export class RunPage {
  readonly campaignId = input.required<string>();
  readonly executionId = input.required<string>();
  /** Which rows are listed; from the address, so that a number leads to its rows. */
  readonly outcome = input<string>();

  readonly #executions = inject(Executions);
  protected readonly words = inject(Words);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly sandboxOnly = inject(Installation).sandboxOnly;
  protected readonly icons = { back: mdiArrowLeft };

  protected readonly list = viewChild(RunRows);
  readonly #question = this.#executions.one(this.executionId);
  protected readonly watched = inject(LiveFacts).watch(() => `execution:${this.executionId()}` as const, {
    rows: (fact) => this.list()?.move(fact),
    reload: () => {
      void this.list()?.ask();
      void this.#question.ask();
    },
  });
  protected readonly kept = computed(() =>
    keptWithFact(this.#question.kept(), this.watched.facts().get(`execution ${this.executionId()}`)),
  );
  readonly #dataSets = inject(DataSets).of(this.campaignId);
  protected readonly dataSet = computed(() => {
    const [kept, sets] = [this.kept(), this.#dataSets.kept()];
    if (kept.is !== 'here' || sets.is !== 'here') return '';
    return sets.body.dataSets.find(({ data_set_id }) => data_set_id === kept.body.data_set_id)?.name ?? '';
  });
  readonly #flow = this.#executions.flow(() => {
    const flowId = this.#version()?.flowId;
    return flowId === undefined ? null : { flowId, version: this.#version()?.version ?? 1 };
  });
  readonly #version = computed(
    () => {
      const kept = this.#question.kept();
      return kept.is === 'here' ? { flowId: kept.body.flow_id, version: kept.body.flow_version } : null;
    },
    { equal: (one, other) => one?.flowId === other?.flowId && one?.version === other?.version },
  );
  protected readonly steps = computed(() => {
    const kept = this.#flow.kept();
    return this.words.stepNames(kept.is === 'here' ? Object.values(kept.body.document.steps) : []);
  });
  protected readonly asked = computed((): RowOutcome | null => {
    const asked = this.outcome();
    return outcomes.find((each) => each === asked) ?? null;
  });
  /** Before its start date nobody is contacted. */
  protected readonly waitsUntil = computed(() => {
    const kept = this.kept();
    const at = kept.is === 'here' && kept.body.status === 'running' ? kept.body.starts_at : null;
    return at !== null && Date.parse(at) > Date.now() ? at : null;
  });

  constructor() {
    // A run that has not begun is a moment away from it; the first fact says that it is there.
    effect(() => {
      const told = this.watched.facts().has(`execution ${this.executionId()}`);
      if (told && untracked(this.#question.kept).is === 'problem') void this.#question.ask();
    });
  }

  protected ask(): Promise<void> {
    return this.#question.ask();
  }
}

const outcomes: readonly RowOutcome[] = ['open', 'completed', 'failed', 'suppressed', 'optedOut', 'stopped'];
