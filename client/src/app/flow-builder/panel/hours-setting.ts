import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { weekdays, type Weekday } from '#contracts/contact/quiet-hours';
import type { Json } from '#contracts/flow/document';
import { StepWords } from '#client/flow-builder/step-words';
import { FlagsSetting } from './flags-setting.ts';

const officeHours = { from: '09:00', to: '18:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] };

/** Hours within which alone a row goes on; or none, and it goes on at any time. */
@Component({
  selector: 'app-hours-setting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FlagsSetting],
  host: { class: 'setting' },
  template: `
    <label class="tick">
      <input #only type="checkbox" [checked]="hours() !== null" [disabled]="locked()" (change)="limit(only.checked)" />
      {{ words.t('panel.onlyWithin') }}
    </label>
    @if (hours(); as set) {
      <div class="pair">
        <label [for]="id() + '-from'">{{ words.t('panel.from') }}</label>
        <input
          #from
          type="time"
          [id]="id() + '-from'"
          [value]="set.from"
          [readonly]="locked()"
          (change)="put({ from: from.value })"
        />
        <label [for]="id() + '-to'">{{ words.t('panel.to') }}</label>
        <input
          #to
          type="time"
          [id]="id() + '-to'"
          [value]="set.to"
          [readonly]="locked()"
          (change)="put({ to: to.value })"
        />
      </div>
      <app-flags-setting
        [id]="id() + '-days'"
        [label]="words.t('panel.days')"
        [value]="set.days"
        [choices]="days()"
        [locked]="locked()"
        (changed)="put({ days: $event })"
      />
    }
    <div class="below">
      <span>{{ words.t('panel.hoursHelp') }}</span>
    </div>
  `,
})
export class HoursSetting {
  protected readonly words = inject(StepWords);

  readonly id = input.required<string>();
  readonly value = input.required<Json | undefined>();
  readonly locked = input(false);
  readonly changed = output<Json | undefined>();

  protected readonly days = computed(() =>
    weekdays.map((day: Weekday) => ({ value: day, label: this.words.t(`weekdays.${day}`) })),
  );
  protected readonly hours = computed(() => {
    const value = this.value();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const { from, to, days } = value;
    const held: readonly Json[] = Array.isArray(days) ? days : [];
    return {
      from: typeof from === 'string' ? from : officeHours.from,
      to: typeof to === 'string' ? to : officeHours.to,
      days: held.filter((day) => typeof day === 'string'),
    };
  });

  protected limit(on: boolean): void {
    this.changed.emit(on ? officeHours : undefined);
  }

  protected put(change: { readonly from?: string; readonly to?: string; readonly days?: readonly string[] }): void {
    const { from, to, days } = { ...officeHours, ...this.hours(), ...change };
    if (from !== '' && to !== '') this.changed.emit({ from, to, days: [...days] });
  }
}
