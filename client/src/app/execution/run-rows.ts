import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { RowFact, RowsFact } from '#contracts/wire/facts';
import { Executions, type Execution, type RowOutcome } from '#client/data/executions';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals, type Said } from '#client/words/refusals';
import { withMoved } from './moved-rows.ts';

const pageSize = 50;
/** Most that is fetched anew at once; who looks at more sees those move that are told one by one. */
const most = 500;
const anewAfterMs = 1_500;

/** The rows of a run as they move: where each stands and why. */
@Component({
  selector: 'app-run-rows',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatInput, MatLabel, RouterLink, TranslocoDirective],
  templateUrl: './run-rows.html',
  styleUrl: './run-rows.scss',
})
export class RunRows {
  readonly run = input.required<Execution>();
  readonly outcome = input.required<RowOutcome | null>();
  /** What the steps of the flow are called, by their ids. */
  readonly steps = input.required<ReadonlyMap<string, string>>();

  readonly #executions = inject(Executions);
  readonly #router = inject(Router);
  protected readonly words = inject(Words);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly outcomes = ['open', 'completed', 'failed', 'suppressed', 'optedOut', 'stopped'] as const;

  protected readonly state = signal<'asked' | 'here' | 'unreachable' | 'problem'>('asked');
  protected readonly wrong = signal<Said | string>('');
  protected readonly rows = signal<readonly RowFact[]>([]);
  protected readonly next = signal<string | null>(null);
  /** How many rows were asked for: the list is not longer than that by itself. */
  #wanted = pageSize;
  /** Counts questions, so that a late answer to an old one is passed over. */
  #asking = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    let before = '';
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#again));
    effect(() => {
      const now = `${this.run().execution_id} ${this.outcome() ?? ''}`;
      if (now !== before) {
        before = now;
        clearTimeout(this.#again);
        this.#again = undefined;
        this.#wanted = pageSize;
        this.rows.set([]);
        this.state.set('asked');
        void untracked(() => this.ask());
      }
    });
  }

  /** Rows that moved. */
  move(fact: RowsFact): void {
    if (this.state() !== 'here') return;
    const asked = { outcome: this.outcome(), whole: this.next() === null };
    const moved = withMoved(this.rows(), fact, asked);
    this.rows.set(moved.slice(0, this.#wanted));
    if (!fact.more && moved.length <= this.#wanted) return;
    // Others moved as well, or there are more by now: what is shown is fetched anew, but not again and again.
    this.#again ??= setTimeout(() => {
      this.#again = undefined;
      void this.ask();
    }, anewAfterMs);
  }

  /** Fetches what is shown anew; the first page at first. */
  async ask(): Promise<void> {
    if (this.#wanted > most) return;
    await this.#fetch(null, this.#wanted, () => []);
  }

  protected async more(): Promise<void> {
    this.#wanted = this.rows().length + pageSize;
    await this.#fetch(this.next(), pageSize, () => this.rows());
  }

  protected choose(index: number): void {
    const outcome = index === 0 ? null : this.outcomes[index - 1];
    void this.#router.navigate([], { queryParams: { outcome } });
  }

  protected why(row: RowFact): string {
    return this.words.reason(row.deferred_because ?? row.reason);
  }

  async #fetch(after: string | null, limit: number, before: () => readonly RowFact[]): Promise<void> {
    const asking = (this.#asking += 1);
    const { execution_id: id } = this.run();
    const answer = await this.#executions.rows(id, { outcome: this.outcome(), after, limit });
    if (asking !== this.#asking) return;
    if (answer.outcome === 'ok') {
      this.rows.set([...before(), ...answer.body.rows]);
      this.next.set(answer.body.next);
      this.state.set('here');
    } else if (this.state() !== 'here') {
      this.state.set(answer.outcome);
      this.wrong.set(answer.outcome === 'problem' ? answer.problem : '');
    }
  }
}
