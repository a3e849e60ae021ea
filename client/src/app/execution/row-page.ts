import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import { Executions } from '#client/data/executions';
import { LiveFacts } from '#client/data/live-facts';
import { Session } from '#client/data/session';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals, type Said } from '#client/words/refusals';
import { MomentWords } from './moment-words.ts';

/** What settles an attempt that was in doubt, or takes its place. */
const settling = ['AttemptInDoubt', 'AttemptAccepted', 'AttemptAbsent', 'AttemptFailed', 'AttemptIntended', 'RowEnded'];

/** The life of one row: everything that happened to it, with the reason of every decision to contact it or not. */
@Component({
  selector: 'app-row-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Loading, MatButton, Notice, RouterLink, TranslocoDirective],
  templateUrl: './row-page.html',
  styleUrl: './row-page.scss',
})
export class RowPage {
  readonly campaignId = input.required<string>();
  readonly executionId = input.required<string>();
  readonly rowId = input.required<string>();

  readonly #executions = inject(Executions);
  readonly #session = inject(Session);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  readonly #moments = inject(MomentWords);
  protected readonly words = inject(Words);
  protected readonly reader = inject(Reader);
  protected readonly icons = { back: mdiArrowLeft };

  readonly #question = this.#executions.row(this.rowId);
  readonly #run = this.#executions.one(this.executionId);
  readonly #flow = this.#executions.flow(() => {
    const kept = this.#run.kept();
    return kept.is === 'here' ? { flowId: kept.body.flow_id, version: kept.body.flow_version } : null;
  });
  protected readonly kept = this.#question.kept;
  /** Which row of the file it is stands in the event it began with; until then, or before it was kept: its number in the run. */
  protected readonly row = computed(() => {
    const kept = this.kept();
    const line = kept.is === 'here' ? kept.body.moments.find(({ type }) => type === 'RowStarted')?.data.line : null;
    return { n: Number(this.rowId().split('_')[1] ?? 0), file_row: typeof line === 'number' ? line : null };
  });
  protected readonly told = computed(() => {
    const [kept, flow] = [this.kept(), this.#flow.kept()];
    const document = flow.is === 'here' ? flow.body.document : null;
    const moments = kept.is === 'here' ? kept.body.moments : [];
    return moments.map((moment, i) => ({ ...moment, i, ...this.#moments.tell(moment, document) }));
  });
  protected readonly masked = computed(() => !this.#session.may('readPersonalData'));
  /** The attempt nobody can say of whether it went out; null: there is none. */
  protected readonly doubt = computed(() => {
    const kept = this.kept();
    const last = kept.is === 'here' ? kept.body.moments.findLast(({ type }) => settling.includes(type)) : undefined;
    return last?.type === 'AttemptInDoubt' && typeof last.data.attemptId === 'string' ? last.data.attemptId : null;
  });
  protected readonly mayRun = computed(() => this.#session.may('runExecutions'));
  protected readonly busy = signal(false);
  protected readonly wrong = signal<Said | string>('');

  constructor() {
    inject(LiveFacts).watch(() => `execution:${this.executionId()}` as const, {
      rows: ({ rows, more }) => {
        if (more || rows.some(({ row_id }) => row_id === this.rowId())) void this.#question.ask();
      },
      reload: () => void this.#question.ask(),
    });
  }

  protected ask(): Promise<void> {
    return this.#question.ask();
  }

  protected async resolve(attemptId: string, wentOut: boolean): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.wrong.set('');
    const answer = await this.#executions.ask(this.executionId(), 'ResolveDoubt', { attemptId, wentOut });
    this.busy.set(false);
    if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else if (answer.outcome === 'unreachable') this.wrong.set(this.#transloco.translate('execution.needsNetwork'));
    else await this.#question.ask();
  }
}
