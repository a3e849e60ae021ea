import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
} from '@angular/core';
import type { DryRunAnswer } from '#contracts/wire/campaign-doors';
import { Api } from '#client/data/api';
import { Online } from '#client/data/online';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import { Reader } from '#client/ui/reader';
import { Refusals } from '#client/words/refusals';
import { Words } from '#client/words/words';
import { reachOf } from './reach.ts';

/** Who of a data set would be contacted, who not, and why: counted by the server, by the rules of a run. */
@Component({
  selector: 'app-dry-run',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './dry-run.html',
  styleUrl: './dry-run.scss',
})
export class DryRun {
  readonly #api = inject(Api);
  readonly #refusals = inject(Refusals);
  protected readonly runs = inject(Words);
  protected readonly reader = inject(Reader);
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly online = inject(Online).online;

  readonly campaignId = input.required<string>();
  /** Null: the draft. */
  readonly version = input.required<number | null>();

  protected readonly sets = computed(() => this.editor.around().dataSets);
  protected readonly dataSetId = linkedSignal(() => this.sets().at(-1)?.dataSetId ?? null);
  /** Edits of this device that the server does not know, and so does not count with. */
  protected readonly waiting = computed(() => (this.version() === null ? (this.editor.onDevice()?.waiting ?? 0) : 0));
  readonly #again = signal(0);
  /** Anew with the data set, the version and every change of the draft that has come to the server. */
  protected readonly counted = resource({
    params: () => {
      const [dataSetId, version] = [this.dataSetId(), this.version()];
      if (dataSetId === null || !this.online()) return undefined;
      const rev = version === null ? this.editor.onDevice()?.rev : null;
      return { dataSetId, version, rev, campaignId: this.campaignId(), again: this.#again() };
    },
    loader: ({ params: { campaignId, dataSetId, version } }) => {
      const query = new URLSearchParams({ dataSetId, ...(version === null ? {} : { version: String(version) }) });
      return this.#api.get<DryRunAnswer>(`/api/campaigns/${campaignId}/dry-run?${query.toString()}`);
    },
  });
  protected readonly found = computed(() => {
    const answer = this.counted.value();
    return answer?.outcome === 'ok' ? answer.body : null;
  });
  protected readonly problem = computed(() => {
    const answer = this.counted.value();
    return answer?.outcome === 'problem' ? this.#refusals.say(answer.problem) : null;
  });
  protected readonly reach = computed(() => {
    const found = this.found();
    return found && reachOf(found);
  });

  protected count(): void {
    this.#again.update((times) => times + 1);
  }
}
