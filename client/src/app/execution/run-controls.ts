import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import type { ExecutionSettings } from '#contracts/execution/settings';
import type { Answer } from '#client/data/api';
import { Campaigns } from '#client/data/campaigns';
import { Executions, type Execution } from '#client/data/executions';
import { Session } from '#client/data/session';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals, type Said } from '#client/words/refusals';
import { RunQuestion, type Asked } from './run-question.ts';

type Asking = 'PauseExecution' | 'ResumeExecution' | 'StopExecution';
/** What a run that took this is on its way to. */
const leadsTo = { PauseExecution: 'pausing', ResumeExecution: 'running', StopExecution: 'stopping' } as const;

/** Pause, resume, stop, try again; what was asked is acknowledged at once and said to be done when it is. */
@Component({
  selector: 'app-run-controls',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoDirective],
  templateUrl: './run-controls.html',
  styles: `
    :host {
      display: grid;
      gap: 0.75rem;
    }
    .deeds {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
    p {
      margin: 0;
      padding: 0.75rem 1rem;
      border-radius: 0.75rem;
      background: var(--mat-sys-surface-container);
    }
    p:empty {
      display: none;
    }
    .acknowledged {
      background: var(--mat-sys-tertiary-container);
      color: var(--mat-sys-on-tertiary-container);
    }
    .wrong {
      background: var(--mat-sys-error-container);
      color: var(--mat-sys-on-error-container);
    }
  `,
})
export class RunControls {
  readonly run = input.required<Execution>();

  readonly #executions = inject(Executions);
  readonly #campaigns = inject(Campaigns);
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #dialog = inject(MatDialog);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  protected readonly words = inject(Words);
  protected readonly reader = inject(Reader);
  readonly #campaign = this.#campaigns.one(() => this.run().campaign_id);

  protected readonly mayRun = computed(() => this.#session.may('runExecutions'));
  protected readonly role = computed(() => this.words.t(`role.${this.#session.role() ?? 'auditor'}`));
  protected readonly busy = signal(false);
  protected readonly wrong = signal<Said | string>('');
  /** What was asked and taken, and how the run stood then: it is acknowledged before the tables show it. */
  readonly #taken = signal<{ readonly type: Asking; readonly status: Execution['status'] } | null>(null);
  protected readonly status = computed((): Execution['status'] => {
    const [taken, { status }] = [this.#taken(), this.run()];
    return taken !== null && taken.status === status ? leadsTo[taken.type] : status;
  });
  protected readonly may = computed(() => {
    const status = this.status();
    const { failed } = this.run();
    const ended = status === 'stopped' || status === 'completed';
    return {
      pause: status === 'running',
      resume: status === 'paused' || status === 'pausing',
      stop: ['running', 'pausing', 'paused'].includes(status),
      retry: ended && failed > 0,
    };
  });

  constructor() {
    effect(() => {
      const taken = this.#taken();
      if (taken !== null && this.run().status !== taken.status) this.#taken.set(null);
    });
  }

  protected async ask(type: Asking): Promise<void> {
    const { status, execution_id: id } = this.run();
    await this.#do(async () => {
      const answer = await this.#executions.ask(id, type);
      if (answer.outcome === 'ok') this.#taken.set({ type, status });
      return answer;
    });
  }

  protected async stop(): Promise<void> {
    const { rows, admitted } = this.run();
    if (!(await this.#sure({ what: 'stop', values: { queued: this.reader.number(rows - admitted) } }))) return;
    await this.ask('StopExecution');
  }

  /** The failed rows again, as a run of its own with the settings of this one. */
  protected async retry(): Promise<void> {
    const { campaign_id: campaignId, data_set_id: dataSetId, settings, execution_id: retryOf, failed } = this.run();
    if (!(await this.#sure({ what: 'retry', values: { count: this.reader.number(failed) } }))) return;
    await this.#do(async () => {
      await this.#campaign.ask();
      const kept = this.#campaign.kept();
      if (kept.is === 'here' && kept.body.status === 'completed') {
        const opened = await this.#campaigns.ask(campaignId, 'ReopenCampaign', {});
        if (opened.outcome !== 'ok') return opened;
      }
      const asked = { dataSetId, settings: settings as Partial<ExecutionSettings>, retryOf };
      const started = await this.#executions.start(campaignId, asked);
      if (started.outcome === 'ok') await this.#router.navigate(['/campaigns', campaignId, 'execution', started.body]);
      return started;
    });
  }

  async #do(deed: () => Promise<Answer<unknown>>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.wrong.set('');
    const answer = await deed();
    this.busy.set(false);
    if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else if (answer.outcome === 'unreachable') this.wrong.set(this.#transloco.translate('execution.needsNetwork'));
  }

  async #sure(asked: Asked): Promise<boolean> {
    const dialog = this.#dialog.open<RunQuestion, Asked, boolean>(RunQuestion, { data: asked, maxWidth: '32rem' });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}
