import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

/** A number, or a time of the day, of the settings of a run; what lies outside its limits is kept and marked. */
@Component({
  selector: 'app-number-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormField, MatHint, MatInput, MatLabel],
  template: `
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ label() }}</mat-label>
      <input
        #field
        matInput
        [type]="type()"
        [attr.aria-label]="name()"
        [value]="value()"
        [attr.aria-invalid]="refused()"
        (input)="changed.emit(field.value)"
      />
      @if (hint() !== '') {
        <mat-hint [class.refused]="refused()">{{ hint() }}</mat-hint>
      }
    </mat-form-field>
  `,
  styles: `
    mat-form-field {
      width: 100%;
    }
    .refused {
      color: var(--mat-sys-error);
    }
  `,
})
export class NumberField {
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  readonly refused = input(false);
  readonly hint = input('');
  /** What it is called where its label alone does not say it; null: the label does. */
  readonly name = input<string | null>(null);
  readonly type = input<'number' | 'time'>('number');
  readonly changed = output<string>();
}
