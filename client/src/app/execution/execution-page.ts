import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Answer } from '#client/data/api';
import { Campaigns } from '#client/data/campaigns';
import { Executions, type Execution } from '#client/data/executions';
import { Installation } from '#client/data/installation';
import { keptWithFact, LiveFacts, withFact } from '#client/data/live-facts';
import { Session } from '#client/data/session';
import { Loading } from '#client/ui/loading';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals, type Said } from '#client/words/refusals';
import { Preflight } from './preflight.ts';
import { RunStatus } from './run-status.ts';
import { StartForm } from './start-form.ts';

/** What a campaign needs before it can run, the form to start it, and the runs there were. */
@Component({
  selector: 'app-execution-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Loading, MatButton, Preflight, RouterLink, RunStatus, StartForm, TranslocoDirective],
  templateUrl: './execution-page.html',
  styleUrl: './execution-page.scss',
})
export class ExecutionPage {
  readonly campaignId = input.required<string>();

  readonly #executions = inject(Executions);
  readonly #session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly sandboxOnly = inject(Installation).sandboxOnly;
  protected readonly mayRun = computed(() => this.#session.may('runExecutions'));
  protected readonly role = computed(() => this.words.t(`role.${this.#session.role() ?? 'auditor'}`));

  readonly #watched = inject(LiveFacts).watch(() => `campaign:${this.campaignId()}` as const, {
    reload: () => void this.#runs.ask(),
  });
  readonly #campaign = inject(Campaigns).one(this.campaignId);
  readonly #runs = this.#executions.of(this.campaignId);
  readonly #older = signal<readonly Execution[]>([]);
  readonly #next = signal<string | null | undefined>(undefined);

  protected readonly campaign = computed(() =>
    keptWithFact(this.#campaign.kept(), this.#watched.facts().get(`campaign ${this.campaignId()}`)),
  );
  protected readonly kept = this.#runs.kept;
  protected readonly runs = computed(() => {
    const kept = this.kept();
    const facts = this.#watched.facts();
    const found = kept.is === 'here' ? [...kept.body.executions, ...this.#older()] : [];
    return found.map((run) => withFact(run, facts.get(`execution ${run.execution_id}`)));
  });
  /** Where the list goes on; null: it is whole. */
  protected readonly next = computed(() => {
    const kept = this.kept();
    const next = this.#next();
    return next === undefined ? (kept.is === 'here' ? kept.body.next : null) : next;
  });
  protected readonly running = computed(() => {
    const campaign = this.campaign();
    return campaign.is === 'here' ? campaign.body.running_execution_id : null;
  });
  protected readonly ready = signal(false);
  protected readonly wrong = signal<Said | string>('');

  constructor() {
    // A run that somebody else started is told of before it stands in the list.
    effect(() => {
      const known = new Set(this.runs().map(({ execution_id }) => execution_id));
      const told = [...this.#watched.facts().values()].some(
        (fact) => fact.kind === 'execution' && !known.has(fact.execution_id),
      );
      if (told && untracked(this.kept).is === 'here' && this.next() === null) void this.#runs.ask();
    });
  }

  protected async more(): Promise<void> {
    const next = this.next();
    if (next === null) return;
    const answer: Answer<{ executions: readonly Execution[]; next: string | null }> = await this.#executions.more(
      this.campaignId(),
      next,
    );
    if (answer.outcome !== 'ok') return;
    this.#older.update((older) => [...older, ...answer.body.executions]);
    this.#next.set(answer.body.next);
  }
}
