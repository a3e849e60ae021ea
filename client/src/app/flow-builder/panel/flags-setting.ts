import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { StepWords } from '#client/flow-builder/step-words';
import type { Choice } from './choice-setting.ts';

/** Any of several, each with a tick: columns, days, or a single yes. */
@Component({
  selector: 'app-flags-setting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'setting' },
  template: `
    <fieldset [disabled]="locked()" [attr.aria-describedby]="id() + '-below'">
      <legend>{{ label() }}</legend>
      @for (choice of choices(); track choice.value) {
        <label class="tick">
          <input
            #tick
            type="checkbox"
            [checked]="value().includes(choice.value)"
            (change)="turn(choice.value, tick.checked)"
          />
          {{ choice.label }}
        </label>
      } @empty {
        <p class="none">{{ none() }}</p>
      }
    </fieldset>
    <div class="below" [id]="id() + '-below'">
      <span>{{ help() }}</span>
    </div>
  `,
})
export class FlagsSetting {
  protected readonly words = inject(StepWords);

  readonly id = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input('');
  readonly value = input.required<readonly string[]>();
  readonly choices = input.required<readonly Choice[]>();
  readonly none = input('');
  readonly locked = input(false);
  readonly changed = output<readonly string[]>();

  protected turn(value: string, on: boolean): void {
    const rest = this.value().filter((each) => each !== value);
    const order = this.choices().map((choice) => choice.value);
    const chosen = on ? [...rest, value] : rest;
    this.changed.emit(chosen.toSorted((one, other) => order.indexOf(one) - order.indexOf(other)));
  }
}
