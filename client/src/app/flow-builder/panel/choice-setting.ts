import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { StepWords } from '#client/flow-builder/step-words';

export type Choice = { readonly value: string; readonly label: string };

/** One of several. A value that cannot be chosen any more is said to be gone and stays until another is taken. */
@Component({
  selector: 'app-choice-setting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'setting' },
  template: `
    <label [for]="id()"
      >{{ label() }}
      @if (required()) {
        <span class="needed">{{ words.t('panel.needed') }}</span>
      }
    </label>
    <select
      #chosen
      [id]="id()"
      [disabled]="locked()"
      [attr.aria-describedby]="id() + '-below'"
      (change)="changed.emit(chosen.value)"
    >
      @if (isGone()) {
        <option [value]="value()" selected disabled>{{ words.t('panel.gone') }}</option>
      }
      @for (choice of choices(); track choice.value) {
        <option [value]="choice.value" [selected]="choice.value === value()">{{ choice.label }}</option>
      }
    </select>
    <div class="below" [id]="id() + '-below'">
      <span>{{ help() }}</span>
    </div>
  `,
})
export class ChoiceSetting {
  protected readonly words = inject(StepWords);

  readonly id = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input('');
  readonly value = input.required<string>();
  readonly choices = input.required<readonly Choice[]>();
  readonly required = input(false);
  readonly locked = input(false);
  readonly changed = output<string>();

  protected readonly isGone = computed(() => !this.choices().some(({ value }) => value === this.value()));
}
