import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { mdiClose, mdiContentDuplicate, mdiCursorMove, mdiGestureTap, mdiTrashCanOutline } from '@mdi/js';
import type { Step } from '#contracts/flow/document';
import { portsOfStep } from '#contracts/flow/step-ports';
import { titleField } from '#contracts/flow/step-title';
import { isStepType } from '#contracts/flow/steps';
import { Icon } from '#client/ui/icon';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';
import type { ShownFinding } from '#client/flow-builder/findings/shown-findings';
import { lookOf } from '#client/flow-builder/step-looks';
import { ChoiceSetting } from './choice-setting.ts';
import type { SettingChange } from './setting-change.ts';
import { StepSettings, type FieldChange } from './step-settings.ts';
import { TextSetting } from './text-setting.ts';

/** Everything about one step: its name, its settings, and where its ways lead. All of it works without a pointer. */
@Component({
  selector: 'app-step-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChoiceSetting, Icon, StepSettings, TextSetting],
  templateUrl: './step-panel.html',
})
export class StepPanel {
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = {
    ...{ close: mdiClose, move: mdiCursorMove, duplicate: mdiContentDuplicate },
    ...{ remove: mdiTrashCanOutline, pick: mdiGestureTap },
  };

  readonly step = input.required<Step>();
  readonly findings = input.required<readonly ShownFinding[]>();
  readonly closed = output();
  readonly asked = output<'move' | 'duplicate' | 'remove'>();

  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');

  protected readonly locked = computed(() => !this.editor.mayEdit());
  protected readonly look = computed(() => lookOf(this.step().type));
  protected readonly kindKey = computed(() => (isStepType(this.step().type) ? this.step().type : 'unknown'));
  protected readonly ports = computed(() => portsOfStep(this.step()));
  protected readonly title = computed(() => {
    const title = this.step().config[titleField];
    return typeof title === 'string' ? title : '';
  });
  protected readonly targets = computed(() => [
    { value: '', label: this.words.t('panel.nowhere') },
    ...[...this.editor.flow().steps.values()]
      .filter(({ type }) => type !== 'Start')
      .map(({ id }) => ({ value: id, label: this.editor.nameOf(id) }))
      .sort((one, other) => one.label.localeCompare(other.label)),
  ]);
  /** What is to be said of the step as a whole. */
  protected readonly general = computed(() =>
    this.findings().filter(({ field, port }) => field === undefined && port === undefined),
  );

  focus(): void {
    this.heading().nativeElement.focus();
  }

  protected findingsAt(port: string): readonly ShownFinding[] {
    return this.findings().filter((finding) => finding.field === undefined && finding.port === port);
  }

  protected leadsTo(port: string): string {
    const { ports, connections } = this.editor.flow();
    return connections.get(ports.get(`${this.step().id}/${port}`) ?? '')?.to ?? '';
  }

  protected lead(port: string, to: string): void {
    const from = this.step().id;
    const present = this.editor.flow().ports.get(`${from}/${port}`);
    if (to !== '') void this.editor.connect(from, port, to);
    else if (present !== undefined) void this.editor.disconnect(present);
  }

  protected pick(port: string): void {
    this.editor.tool.set({ name: 'connect', from: this.step().id, port });
  }

  protected rename({ to, seen }: SettingChange<string>): void {
    const none = seen === '' && this.step().config[titleField] === undefined;
    void this.editor.setField(this.step().id, titleField, to === '' ? undefined : to, none ? undefined : seen);
  }

  protected change({ field, to, seen, entries }: FieldChange): void {
    const { id } = this.step();
    if (entries && to !== undefined) void this.editor.setEntries(id, field, to, seen);
    else void this.editor.setField(id, field, to, seen);
  }
}
