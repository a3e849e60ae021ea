import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { Json } from '#contracts/flow/document';
import type { Around } from '#client/flow-builder/around';
import { StepWords } from '#client/flow-builder/step-words';
import { ChoiceSetting } from './choice-setting.ts';
import { TextSetting } from './text-setting.ts';

/** Whom a call is handed to: somebody of the list of agents, or a number. */
@Component({
  selector: 'app-transfer-setting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChoiceSetting, TextSetting],
  template: `
    <app-choice-setting
      [id]="id()"
      [label]="words.t('panel.transferTo')"
      [required]="true"
      [value]="to().of"
      [choices]="kinds()"
      [locked]="locked()"
      (changed)="turn($event)"
    />
    @if (to().of === 'agent') {
      <app-choice-setting
        [id]="id() + '-agent'"
        [label]="words.t('panel.agent')"
        [help]="words.t('panel.agentHelp')"
        [required]="true"
        [value]="to().agentId"
        [choices]="agents()"
        [locked]="locked()"
        (changed)="changed.emit({ of: 'agent', agentId: $event })"
      />
    } @else {
      <app-text-setting
        [id]="id() + '-number'"
        [label]="words.t('panel.number')"
        [help]="words.t('panel.numberHelp')"
        [required]="true"
        [value]="to().number"
        [longest]="20"
        [locked]="locked()"
        (changed)="changed.emit({ of: 'number', number: $event.to })"
      />
    }
  `,
})
export class TransferSetting {
  protected readonly words = inject(StepWords);

  readonly id = input.required<string>();
  readonly value = input.required<Json | undefined>();
  readonly around = input.required<Around>();
  readonly locked = input(false);
  readonly changed = output<Json>();

  protected readonly kinds = computed(() => [
    { value: 'agent', label: this.words.t('panel.toAgent') },
    { value: 'number', label: this.words.t('panel.toNumber') },
  ]);
  protected readonly agents = computed(() => [
    ...(this.to().agentId === '' ? [{ value: '', label: this.words.t('panel.chooseAgent') }] : []),
    ...this.around().agents.map(({ agentId, name }) => ({ value: agentId, label: name })),
  ]);
  protected readonly to = computed(() => {
    const value = this.value();
    const held = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
    const text = (field: string): string => (typeof held[field] === 'string' ? held[field] : '');
    return { of: held.of === 'number' ? 'number' : 'agent', agentId: text('agentId'), number: text('number') };
  });

  protected turn(kind: string): void {
    this.changed.emit(
      kind === 'number' ? { of: 'number', number: this.to().number } : { of: 'agent', agentId: this.to().agentId },
    );
  }
}
