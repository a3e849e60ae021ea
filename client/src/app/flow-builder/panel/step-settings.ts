import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { Json, Step } from '#contracts/flow/document';
import { formOf, type FormField } from '#contracts/flow/step-form';
import { isStepType } from '#contracts/flow/steps';
import type { Around } from '#client/flow-builder/around';
import type { ShownFinding } from '#client/flow-builder/findings/shown-findings';
import { StepWords } from '#client/flow-builder/step-words';
import { ChoiceSetting } from './choice-setting.ts';
import { EntriesSetting } from './entries-setting.ts';
import { FlagsSetting } from './flags-setting.ts';
import { HoursSetting } from './hours-setting.ts';
import { NumberSetting } from './number-setting.ts';
import { PlaceholdersSetting } from './placeholders-setting.ts';
import type { SettingChange } from './setting-change.ts';
import { TextSetting } from './text-setting.ts';
import { TransferSetting } from './transfer-setting.ts';

type Editor =
  | 'channel'
  | 'template'
  | 'placeholders'
  | 'transfer'
  | 'entries'
  | 'columns'
  | 'hours'
  | 'number'
  | 'choice'
  | 'flag'
  | 'text';

/** Settings that are more than their form: what they refer to has names of its own. */
const particular: Readonly<Record<string, Editor>> = {
  channelId: 'channel',
  templateId: 'template',
  variables: 'placeholders',
  to: 'transfer',
  branches: 'entries',
  conditions: 'entries',
  contextColumns: 'columns',
  onlyWithin: 'hours',
};

export type FieldChange = SettingChange & { readonly field: string; readonly entries: boolean };

/** The settings of one step: a form made from the schema that validates them. */
@Component({
  selector: 'app-step-settings',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ChoiceSetting,
    EntriesSetting,
    FlagsSetting,
    HoursSetting,
    NumberSetting,
    PlaceholdersSetting,
    TextSetting,
    TransferSetting,
  ],
  templateUrl: './step-settings.html',
})
export class StepSettings {
  protected readonly words = inject(StepWords);

  readonly step = input.required<Step>();
  readonly around = input.required<Around>();
  readonly findings = input.required<readonly ShownFinding[]>();
  readonly locked = input(false);
  readonly changed = output<FieldChange>();

  protected readonly fields = computed(() => {
    const { type } = this.step();
    return isStepType(type) ? formOf(type) : [];
  });
  protected readonly columns = computed(() =>
    (this.around().columns ?? []).map((column) => ({ value: column, label: column })),
  );
  protected readonly templateId = computed(() => {
    const { templateId } = this.step().config;
    return typeof templateId === 'string' ? templateId : '';
  });
  protected readonly channels = computed(() => {
    const kind = this.step().type.startsWith('Send') ? 'whatsapp' : 'voice';
    const fitting = this.around().channels.filter((channel) => channel.kind === kind);
    const only = fitting.length === 1 ? (fitting[0]?.name ?? '') : '';
    const automatic =
      only === '' ? this.words.t('panel.chooseChannel') : this.words.t('panel.onlyChannel', { name: only });
    return [
      { value: '', label: fitting.length === 0 ? this.words.t('panel.noChannel') : automatic },
      ...fitting.map(({ channelId, name }) => ({ value: channelId, label: name })),
    ];
  });
  protected readonly templates = computed(() => {
    const all = this.around().templates.map(({ templateId, name, language, approval }) => ({
      value: templateId,
      label:
        approval === 'approved'
          ? `${name} (${language})`
          : this.words.t('panel.notApproved', { name, language, approval: this.words.t(`approval.${approval}`) }),
    }));
    return this.templateId() === '' ? [{ value: '', label: this.words.t('panel.chooseTemplate') }, ...all] : all;
  });

  protected editorOf({ name, kind }: FormField): Editor | null {
    const known = particular[name];
    if (known) return known;
    return kind === 'list' || kind === 'group' ? null : kind;
  }

  /** Another step's field is another control: what is being typed stays with its step. */
  protected keyOf({ name }: FormField): string {
    return `${this.step().id} ${name}`;
  }

  protected idOf({ name }: FormField): string {
    return `setting-${name}`;
  }

  protected text({ name, otherwise }: FormField): string {
    const value = this.step().config[name] ?? otherwise;
    return typeof value === 'string' ? value : '';
  }

  protected number({ name, otherwise }: FormField): number | null {
    const value = this.step().config[name] ?? otherwise;
    return typeof value === 'number' ? value : null;
  }

  protected list({ name }: FormField): readonly string[] {
    const value = this.step().config[name];
    return Array.isArray(value) ? (value as readonly Json[]).filter((each) => typeof each === 'string') : [];
  }

  protected choices({ name, choices = [] }: FormField): readonly { value: string; label: string }[] {
    return choices.map((value) => ({ value, label: this.words.t(`choices.${name}.${value}`) }));
  }

  protected linesFor({ longest = 0 }: FormField): number {
    if (longest > 4_000) return 10;
    return longest > 200 ? 5 : 1;
  }

  protected takesVariables({ name }: FormField): boolean {
    return ['text', 'systemPrompt', 'greeting', 'handoffLine'].includes(name);
  }

  protected findingsOf(field: string): readonly ShownFinding[] {
    return this.findings().filter((finding) => finding.field === field);
  }

  protected set({ name }: FormField, to: Json | undefined): void {
    this.changed.emit({ field: name, to, seen: this.step().config[name], entries: false });
  }

  protected setEntries({ name }: FormField, to: Json): void {
    this.changed.emit({ field: name, to, seen: this.step().config[name], entries: true });
  }

  /** An empty text is no text; and what the person saw in place of no text was an empty one. */
  protected setText({ name }: FormField, { to, seen }: SettingChange<string>): void {
    const stood = this.step().config[name];
    const none = seen === '' && stood === undefined;
    this.changed.emit({ field: name, to: to === '' ? undefined : to, seen: none ? undefined : seen, entries: false });
  }
}
