import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  output,
  signal,
} from '@angular/core';
import { mdiClose, mdiPlus, mdiTrashCanOutline } from '@mdi/js';
import { portsOfStep } from '#contracts/flow/step-ports';
import { isStepType, type StepType } from '#contracts/flow/steps';
import { Icon } from '#client/ui/icon';
import { outlineOrder } from '#client/flow-builder/editing/outline-order';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import { lookOf, paletteOrder } from '#client/flow-builder/step-looks';

/** A step that is to be added: of this type, at this port, or for itself. */
export type Addition = {
  readonly type: StepType;
  readonly at: { readonly from: string; readonly port: string } | null;
};

/**
 * The flow as a list, in the order in which a row meets its steps. Whatever the canvas can do can be done here with a
 * keyboard and a screen reader: add, connect, configure, remove.
 */
@Component({
  selector: 'app-flow-outline',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  templateUrl: './flow-outline.html',
})
export class FlowOutline {
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #injector = inject(Injector);
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = { close: mdiClose, add: mdiPlus, remove: mdiTrashCanOutline };
  protected readonly look = lookOf;
  protected readonly types = paletteOrder;

  readonly opened = output<string>();
  readonly added = output<Addition>();
  readonly removed = output<string>();
  readonly closed = output();

  protected readonly adding = signal('SendTemplate');
  protected readonly lines = computed(() => {
    const flow = this.editor.flow();
    return outlineOrder(flow).map((step) => ({
      ...{ id: step.id, type: step.type, name: this.editor.nameOf(step.id) },
      summary: this.words.summary(step, this.editor.around()),
      ways: portsOfStep(step).map((port) => {
        const to = flow.connections.get(flow.ports.get(`${step.id}/${port.name}`) ?? '')?.to;
        return {
          port: port.name,
          label: this.words.port(port),
          to: to ?? null,
          name: to === undefined ? '' : this.editor.nameOf(to),
        };
      }),
    }));
  });

  protected addHere(from: string, port: string, chosen: HTMLSelectElement): void {
    const { value } = chosen;
    chosen.value = '';
    if (isStepType(value)) this.added.emit({ type: value, at: { from, port } });
    else if (value.startsWith('=')) void this.editor.connect(from, port, value.slice(1));
    else return;
    // The list that had the focus is gone when the way leads on; the focus stays at its place.
    afterNextRender(() => this.#element.querySelector<HTMLElement>(`[data-way="${from}/${port}"] button`)?.focus(), {
      injector: this.#injector,
    });
  }

  protected addAlone(type: string): void {
    if (isStepType(type)) this.added.emit({ type, at: null });
  }
}
