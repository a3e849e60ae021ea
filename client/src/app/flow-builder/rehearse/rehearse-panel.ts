import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, output } from '@angular/core';
import { mdiChevronLeft, mdiChevronRight, mdiClose } from '@mdi/js';
import { executionSettings } from '#contracts/execution/settings';
import { documentOf } from '#contracts/flow/evolve';
import type { TemplateApproval } from '#contracts/template/events';
import type { RehearsalMaterial } from '#contracts/rehearsal/state';
import type { trailOf } from '#contracts/rehearsal/transcript';
import { Icon } from '#client/ui/icon';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import { RehearsalPhone } from './rehearsal-phone.ts';

/** Rehearsing at the side of the canvas, with a row of the campaign's data sets. */
@Component({
  selector: 'app-rehearse-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RehearsalPhone],
  templateUrl: './rehearse-panel.html',
})
export class RehearsePanel {
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = { close: mdiClose, previous: mdiChevronLeft, next: mdiChevronRight };

  readonly trailChange = output<ReturnType<typeof trailOf>>();
  readonly stepAsked = output<string>();
  readonly closed = output();

  readonly #people = computed(() => this.editor.around().people);
  protected readonly of = computed(() => this.#people().length);
  protected readonly row = linkedSignal({ source: this.of, computation: () => 0 });
  readonly #person = computed(() => this.#people()[this.row()] ?? { phone: madeUpNumber, values: {} });
  protected readonly person = computed(() => {
    const { phone, values } = this.#person();
    return this.of() === 0 ? this.words.t('rehearse.made') : (nameIn(values) ?? phone);
  });
  protected readonly stepNames = computed(() => Object.fromEntries(this.editor.names()));
  protected readonly material = computed<RehearsalMaterial>(() => {
    const { channels, templates, agents, columns, disclosure } = this.editor.around();
    return {
      document: documentOf(this.editor.flow()),
      facts: { channels, templates, agents, columns },
      settings: executionSettings.parse({ quietHours: null }),
      disclosure,
      channels: channels.map(({ channelId, kind, number }) => ({ channelId, kind, number })),
      templates: templates.map((template) => ({ ...template, approval: template.approval as TemplateApproval })),
      agents: agents.map(({ agentId, phone }) => ({ agentId, phone: phone ?? madeUpNumber, away: null })),
      person: this.#person(),
    };
  });

  protected turn(by: number): void {
    this.row.update((row) => (row + by + this.of()) % this.of());
  }
}

/** A number of a range that belongs to nobody (Ofcom's numbers for drama). */
const madeUpNumber = '+447700900123';

function nameIn(values: Readonly<Record<string, string>>): string | null {
  const column = Object.keys(values).find((each) => /^(full ?)?(name|nombre)/i.test(each.trim()));
  const name = column === undefined ? '' : (values[column] ?? '').trim();
  return name === '' ? null : name;
}
