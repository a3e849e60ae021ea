import { ChangeDetectionStrategy, Component, computed, inject, input, output, resource, signal } from '@angular/core';
import { mdiArrowLeft, mdiClose } from '@mdi/js';
import { People } from '#client/data/people';
import { Icon } from '#client/ui/icon';
import { Reader } from '#client/ui/reader';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import { editsTo } from '#contracts/flow/local-edits';
import { ChangeList } from './change-list.ts';
import { changeLines } from './change-lines.ts';
import { FlowVersions, type PublishedVersion } from './flow-versions.ts';

/** Every published version: who published it when, what it changed, and a way back to it. */
@Component({
  selector: 'app-versions-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChangeList, Icon],
  providers: [FlowVersions],
  templateUrl: './versions-panel.html',
})
export class VersionsPanel {
  readonly #versions = inject(FlowVersions);
  readonly #people = inject(People);
  protected readonly reader = inject(Reader);
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = { close: mdiClose, back: mdiArrowLeft };

  readonly flowId = input.required<string>();
  readonly chosen = output<string>();
  readonly closed = output();

  protected readonly list = resource({
    params: () => this.flowId(),
    loader: ({ params }) => this.#versions.list(params),
  });
  protected readonly versions = computed(() => {
    const answer = this.list.value();
    return answer?.outcome === 'ok' ? answer.body.versions : null;
  });
  protected readonly looked = signal<PublishedVersion | null>(null);
  protected readonly diff = resource({
    params: () => this.looked() ?? undefined,
    loader: ({ params }) => this.#versions.diffOf(this.flowId(), params.version),
  });
  protected readonly lines = computed(() => {
    const answer = this.diff.value();
    if (answer?.outcome !== 'ok') return null;
    return changeLines(answer.body.changes, {
      words: this.words,
      nameOf: (id) => this.editor.nameOf(id),
      labelOf: (step, port) => this.editor.labelOf(step, port),
      called: this.editor.called(),
      who: (actor) => this.#people.nameOf(actor) ?? this.words.t('publish.somebody'),
    });
  });
  protected readonly busy = signal(false);

  protected who(actor: string): string {
    return this.#people.nameOf(actor) ?? this.words.t('publish.somebody');
  }

  /** The draft becomes that version: ordinary edits, that can be undone. What is published stays as it is. */
  protected async restore({ version }: PublishedVersion): Promise<void> {
    this.busy.set(true);
    const answer = await this.#versions.read(this.flowId(), version);
    this.busy.set(false);
    if (answer.outcome !== 'ok') {
      this.editor.say('versionNotRead', {}, { urgent: true });
      return;
    }
    const { document } = answer.body;
    if (await this.editor.write((flow) => editsTo(flow, document)))
      this.editor.say('restored', { version }, { undo: true });
  }
}
