import { inject, Injectable } from '@angular/core';
import type { ExecutionSettings } from '#contracts/execution/settings';
import type { AskedOfExecution } from '#contracts/execution/commands';
import type { FlowDocument } from '#contracts/flow/document';
import type { DryRunAnswer } from '#contracts/wire/campaign-doors';
import type { RowAnswer, RowLife, RowOutcome } from '#contracts/wire/execution-doors';
import type { ExecutionAnswer } from '#contracts/wire/execution-row';
import { Answers, type Question } from './answers.ts';
import { Api, type Answer } from './api.ts';
import { campaignDoors } from './campaign-doors.ts';
import { Campaigns } from './campaigns.ts';
import { uuid7 } from './uuid7.ts';

export type Execution = ExecutionAnswer;
export type Row = RowAnswer;
export type DryRun = DryRunAnswer;
export type { RowLife, RowOutcome };
export type RowPage = { readonly rows: readonly Row[]; readonly next: string | null };
export type ExecutionPage = { readonly executions: readonly Execution[]; readonly next: string | null };

/** Runs: started, watched, paused, resumed and stopped. Everything but reading needs the network. */
@Injectable({ providedIn: 'root' })
export class Executions {
  readonly #api = inject(Api);
  readonly #answers = inject(Answers);
  readonly #campaigns = inject(Campaigns);

  one(executionId: () => string): Question<Execution> {
    return this.#answers.watch(() => `/api/executions/${executionId()}`);
  }

  /** The runs of a campaign, the newest first. */
  of(campaignId: () => string): Question<ExecutionPage> {
    return this.#answers.watch(() => campaignDoors.executions(campaignId()));
  }

  more(campaignId: string, after: string): Promise<Answer<ExecutionPage>> {
    return this.#api.get(`/api/campaigns/${campaignId}/executions?limit=20&after=${encodeURIComponent(after)}`);
  }

  /** Everything that happened to a row. It holds what a person wrote and said, so this device keeps none of it. */
  row(rowId: () => string): Question<RowLife> {
    return this.#answers.watch(() => `/api/rows/${rowId()}`, undefined, false);
  }

  rows(
    executionId: string,
    asked: { readonly outcome: RowOutcome | null; readonly after: string | null; readonly limit: number },
  ): Promise<Answer<RowPage>> {
    const query = new URLSearchParams({ limit: String(asked.limit) });
    if (asked.outcome !== null) query.set('outcome', asked.outcome);
    if (asked.after !== null) query.set('after', asked.after);
    return this.#api.get(`/api/executions/${executionId}/rows?${query.toString()}`);
  }

  /** The flow as it is run: a published version, which never changes. */
  flow(
    version: () => { readonly flowId: string; readonly version: number } | null,
  ): Question<{ readonly document: FlowDocument }> {
    return this.#answers.watch(() => {
      const at = version();
      return at && `/api/flows/${at.flowId}/versions/${at.version}`;
    });
  }

  dryRun(campaignId: string, dataSetId: string): Promise<Answer<DryRun>> {
    return this.#api.get(`/api/campaigns/${campaignId}/dry-run?dataSetId=${dataSetId}`);
  }

  /**
   * Starts a run and comes back when it can be read. Gives its id. What is left out of the settings is as usual; with
   * `retryOf` only the failed rows of that run are tried again.
   */
  async start(
    campaignId: string,
    asked: {
      readonly dataSetId: string;
      readonly settings: Partial<ExecutionSettings>;
      readonly retryOf?: string;
    },
  ): Promise<Answer<string>> {
    const executionId = uuid7();
    const started = await this.#campaigns.ask(campaignId, 'StartExecution', { executionId, ...asked });
    if (started.outcome !== 'ok') return started;
    for (let tries = 0; tries < 40; tries += 1) {
      const found = await this.#api.get(`/api/executions/${executionId}`);
      if (found.outcome !== 'problem' || found.status !== 404) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { outcome: 'ok', body: executionId };
  }

  ask(executionId: string, type: AskedOfExecution['type'], data: object = {}): Promise<Answer<unknown>> {
    return this.#api.command(`/api/executions/${executionId}/commands`, type, data);
  }
}
