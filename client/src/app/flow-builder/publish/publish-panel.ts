import { ChangeDetectionStrategy, Component, computed, inject, input, output, resource, signal } from '@angular/core';
import { mdiClose } from '@mdi/js';
import type { Answer } from '#client/data/api';
import { People } from '#client/data/people';
import { Icon } from '#client/ui/icon';
import { Refusals, type Said } from '#client/words/refusals';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import type { ShownFinding } from '#client/flow-builder/findings/shown-findings';
import { ChangeList } from './change-list.ts';
import { changeLines } from './change-lines.ts';
import { FlowVersions } from './flow-versions.ts';

/** Publishing: what changed since the last version and by whom, what stands in the way, and the deed. */
@Component({
  selector: 'app-publish-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChangeList, Icon],
  providers: [FlowVersions],
  templateUrl: './publish-panel.html',
})
export class PublishPanel {
  readonly #versions = inject(FlowVersions);
  readonly #people = inject(People);
  protected readonly refusals = inject(Refusals);
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly closeIcon = mdiClose;

  readonly flowId = input.required<string>();
  readonly campaignId = input.required<string>();
  readonly findings = input.required<readonly ShownFinding[]>();
  readonly chosen = output<string>();
  readonly findingsAsked = output();
  readonly closed = output();

  /** Edits of this device that the server does not have yet: they would not be in the version. */
  protected readonly waiting = computed(() => this.editor.onDevice()?.waiting ?? 0);
  protected readonly conflicts = computed(() => this.editor.onDevice()?.conflicts.length ?? 0);
  protected readonly blocks = computed(() => this.findings().filter(({ severity }) => severity === 'blocks').length);
  protected readonly warns = computed(() => this.findings().length - this.blocks());
  /** Anew whenever the confirmed flow moves on. */
  protected readonly diff = resource({
    params: () => ({ flowId: this.flowId(), rev: this.editor.onDevice()?.rev ?? -1 }),
    loader: ({ params }) => this.#versions.diff(params.flowId),
  });
  protected readonly found = computed(() => {
    const answer = this.diff.value();
    return answer?.outcome === 'ok' ? answer.body : null;
  });
  protected readonly lines = computed(() =>
    changeLines(this.found()?.changes ?? [], {
      words: this.words,
      nameOf: (id) => this.editor.nameOf(id),
      labelOf: (step, port) => this.editor.labelOf(step, port),
      called: this.editor.called(),
      who: (actor) => this.#people.nameOf(actor) ?? this.words.t('publish.somebody'),
    }),
  );
  protected readonly mayPublish = computed(
    () => this.editor.mayEdit() && this.waiting() === 0 && this.blocks() === 0 && this.lines().length > 0,
  );
  protected readonly busy = signal(false);
  /** What the server said to the last try; empty: nothing. */
  protected readonly said = signal<{ readonly ok: boolean; readonly text: Said | string } | null>(null);
  /** The server said that the flow is put away: it is taken out of the archive here. */
  protected readonly archived = signal(false);

  protected async publish(): Promise<void> {
    const found = this.found();
    if (!found || this.busy()) return;
    this.busy.set(true);
    const answer = await this.#versions.publish(this.flowId(), this.campaignId(), found.rev, crypto.randomUUID());
    this.busy.set(false);
    this.archived.set(answer.outcome === 'problem' && answer.problem.code === 'FlowIsArchived');
    this.#say(answer, this.words.t('publish.done', { version: (found.from ?? 0) + 1 }));
    this.diff.reload();
  }

  protected async unarchive(): Promise<void> {
    const answer = await this.#versions.unarchive(this.flowId());
    if (answer.outcome === 'ok') this.archived.set(false);
    this.#say(answer, this.words.t('publish.unarchived'));
  }

  #say(answer: Answer<unknown>, done: string): void {
    if (answer.outcome === 'ok') this.said.set({ ok: true, text: done });
    else {
      const text = answer.outcome === 'unreachable' ? this.words.t('publish.offline') : answer.problem;
      this.said.set({ ok: false, text });
    }
  }
}
