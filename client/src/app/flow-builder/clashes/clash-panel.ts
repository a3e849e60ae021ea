import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { mdiClose } from '@mdi/js';
import { ConflictCentre } from '#client/conflicts/conflict-centre';
import type { FlowWords } from '#client/conflicts/flow-words';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import { Icon } from '#client/ui/icon';
import { portsOfStep } from '#contracts/flow/step-ports';

/** At the side: what wants a person's decision, and what others did meanwhile. */
@Component({
  selector: 'app-clash-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConflictCentre, Icon],
  template: `
    <header>
      <h2 tabindex="-1">{{ words.t('side.clashes') }}</h2>
      <button type="button" [attr.aria-label]="words.t('panel.close')" (click)="closed.emit()">
        <app-icon [path]="icons.close" />
      </button>
    </header>
    @if (editor.opened(); as open) {
      <app-conflict-centre [open]="open" [words]="flowWords()" (goTo)="chosen.emit($event)" />
    }
  `,
})
export class ClashPanel {
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = { close: mdiClose };
  readonly chosen = output<string>();
  readonly closed = output();

  /** Steps, settings and ways out as the builder calls them; anew with the flow and with the language. */
  protected readonly flowWords = computed<FlowWords>(() => {
    const [names, flow] = [this.editor.names(), this.editor.flow()];
    const stepOf = (id: string) => flow.steps.get(id) ?? flow.dead.get(id)?.step;
    return {
      step: (id) => names.get(id) ?? this.words.names([stepOf(id) ?? []].flat()).get(id) ?? null,
      field: (id, field) => this.words.field((id === null ? undefined : stepOf(id))?.type ?? '', field),
      port: (id, port) => {
        const step = stepOf(id);
        const named = step && portsOfStep(step).find(({ name }) => name === port);
        return named ? this.words.port(named) : '';
      },
    };
  });
}
