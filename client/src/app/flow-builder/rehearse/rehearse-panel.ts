import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  resource,
  signal,
} from '@angular/core';
import { mdiChevronLeft, mdiChevronRight, mdiClose } from '@mdi/js';
import { writtenNumber } from '#contracts/contact/written-number';
import type { FlowDocument } from '#contracts/flow/document';
import { documentOf } from '#contracts/flow/evolve';
import type { trailOf } from '#contracts/rehearsal/transcript';
import { Session } from '#client/data/session';
import { Icon } from '#client/ui/icon';
import { Reader } from '#client/ui/reader';
import type { Finding } from '#contracts/flow/finding';
import { findingText } from '#client/flow-builder/findings/shown-findings';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import { FlowVersions } from '#client/flow-builder/publish/flow-versions';
import { DryRun } from './dry-run.ts';
import { madeUpPerson, materialOf } from './material.ts';
import { RehearsalPhone } from './rehearsal-phone.ts';

/** Rehearsing at the side of the canvas: the draft or a version, with one contact of a data set or with all of them. */
@Component({
  selector: 'app-rehearse-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DryRun, Icon, RehearsalPhone],
  providers: [FlowVersions],
  templateUrl: './rehearse-panel.html',
  styleUrl: './rehearse-panel.scss',
})
export class RehearsePanel {
  readonly #versions = inject(FlowVersions);
  protected readonly reader = inject(Reader);
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = { close: mdiClose, previous: mdiChevronLeft, next: mdiChevronRight };

  readonly flowId = input.required<string>();
  readonly campaignId = input.required<string>();
  readonly trailChange = output<ReturnType<typeof trailOf>>();
  readonly stepAsked = output<string>();
  readonly closed = output();

  protected readonly mayCount = inject(Session).may('rehearse');
  protected readonly withAll = signal(false);
  readonly #people = computed(() => this.editor.around().people);
  protected readonly of = computed(() => this.#people().length);
  protected readonly row = linkedSignal({ source: this.of, computation: () => 0 });
  readonly #person = computed(() => this.#people()[this.row()] ?? madeUpPerson);
  protected readonly person = computed(() => {
    const { phone, values } = this.#person();
    return this.of() === 0 ? this.words.t('rehearse.made') : (nameIn(values) ?? writtenNumber(phone));
  });

  /** The version that is rehearsed; null: the draft. */
  protected readonly version = signal<number | null>(null);
  readonly #list = resource({
    params: () => this.flowId(),
    loader: ({ params }) => this.#versions.list(params),
  });
  protected readonly versions = computed(() => {
    const answer = this.#list.value();
    return answer?.outcome === 'ok' ? answer.body.versions : [];
  });
  protected readonly published = resource({
    params: () => this.version() ?? undefined,
    loader: ({ params }) => this.#versions.read(this.flowId(), params),
  });
  /** Null: the version is not here, or is being read. */
  readonly #document = computed<FlowDocument | null>(() => {
    if (this.version() === null) return documentOf(this.editor.flow());
    const answer = this.published.value();
    return answer?.outcome === 'ok' ? answer.body.document : null;
  });
  protected readonly stepNames = computed(() =>
    Object.fromEntries(this.words.names(Object.values(this.#document()?.steps ?? {}))),
  );
  protected readonly tell = computed(() => {
    const flow = { steps: new Map(Object.entries(this.#document()?.steps ?? {})) };
    return (finding: Finding): string =>
      findingText(finding, { flow, around: this.editor.around(), words: this.words });
  });
  protected readonly material = computed(() => {
    const document = this.#document();
    return document && materialOf(document, this.editor.around(), this.#person());
  });

  protected turn(by: number): void {
    this.row.update((row) => (row + by + this.of()) % this.of());
  }

  protected choose(value: string): void {
    this.version.set(value === '' ? null : Number(value));
  }
}

function nameIn(values: Readonly<Record<string, string>>): string | null {
  const column = Object.keys(values).find((each) => /^(full ?)?(name|nombre)/i.test(each.trim()));
  const name = column === undefined ? '' : (values[column] ?? '').trim();
  return name === '' ? null : name;
}
