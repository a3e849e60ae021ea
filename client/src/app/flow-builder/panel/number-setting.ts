import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
} from '@angular/core';
import { StepWords } from '#client/flow-builder/step-words';

const lengths = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
type Unit = keyof typeof lengths;

/** A span of time: a number and its unit. What lies outside its limits is refused and said, and not saved. */
@Component({
  selector: 'app-number-setting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'setting' },
  template: `
    <label [for]="id()"
      >{{ label() }}
      @if (required()) {
        <span class="needed">{{ words.t('panel.needed') }}</span>
      }
    </label>
    <div class="pair">
      <input
        #amount
        type="number"
        inputmode="decimal"
        step="any"
        [id]="id()"
        [value]="shown() ?? ''"
        [readonly]="locked()"
        [attr.aria-describedby]="id() + '-below'"
        [attr.aria-invalid]="refused()"
        (change)="choose(amount.value, unit())"
      />
      <select
        #chosen
        [attr.aria-label]="words.t('panel.unitOf', { field: label() })"
        [disabled]="locked()"
        (change)="turn(chosen.value, amount.value)"
      >
        @for (each of units(); track each) {
          <option [value]="each" [selected]="each === unit()">{{ words.t('panel.units.' + each) }}</option>
        }
      </select>
    </div>
    <div class="below" [id]="id() + '-below'">
      <span>{{ help() }}</span>
    </div>
    @if (refused()) {
      <p class="refused" role="alert">{{ words.t('panel.outside', limits()) }}</p>
    }
  `,
})
export class NumberSetting {
  protected readonly words = inject(StepWords);

  readonly id = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input('');
  /** Seconds; null: no value yet. */
  readonly value = input.required<number | null>();
  readonly least = input(0);
  readonly most = input(Number.MAX_SAFE_INTEGER);
  readonly required = input(false);
  readonly locked = input(false);
  readonly changed = output<number>();

  protected readonly refused = signal(false);
  protected readonly units = computed(() =>
    (Object.keys(lengths) as Unit[]).filter(
      (unit) => lengths[unit] <= this.most() && (unit !== 'seconds' || this.least() < 60),
    ),
  );
  protected readonly unit = linkedSignal<Unit>(() => {
    const value = this.value() ?? this.least();
    return this.units().findLast((unit) => value % lengths[unit] === 0 && value > 0) ?? this.units()[0] ?? 'seconds';
  });
  protected readonly shown = computed(() => {
    const value = this.value();
    return value === null ? null : value / lengths[this.unit()];
  });
  protected readonly limits = computed(() => ({
    least: this.words.duration(this.least()),
    most: this.words.duration(this.most()),
  }));

  protected choose(amount: string, unit: Unit): void {
    const seconds = Math.round(Number(amount) * lengths[unit]);
    const fits = amount.trim() !== '' && seconds >= this.least() && seconds <= this.most();
    this.refused.set(!fits);
    if (fits && seconds !== this.value()) this.changed.emit(seconds);
  }

  protected turn(unit: string, amount: string): void {
    this.unit.set(unit as Unit);
    if (amount.trim() !== '') this.choose(amount, unit as Unit);
  }
}
