import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { Json } from '#contracts/flow/document';
import type { Around } from '#client/flow-builder/around';
import { StepWords } from '#client/flow-builder/step-words';
import { TextSetting } from './text-setting.ts';

/** What fills each placeholder of the chosen template, under the template's own words. */
@Component({
  selector: 'app-placeholders-setting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TextSetting],
  template: `
    @if (template(); as chosen) {
      <figure class="bubble">
        <figcaption>{{ words.t('panel.templateText', { name: chosen.name }) }}</figcaption>
        <p>{{ chosen.body }}</p>
      </figure>
      @for (name of chosen.variables; track name) {
        <app-text-setting
          [id]="id() + '-' + $index"
          [label]="words.t('panel.placeholder', { name })"
          [value]="filled()[name] ?? ''"
          [longest]="1600"
          [required]="true"
          [locked]="locked()"
          [columns]="around().columns ?? []"
          [rows]="around().rows"
          (changed)="fill(name, $event.to)"
        />
      } @empty {
        <p class="none">{{ words.t('panel.noPlaceholders') }}</p>
      }
    } @else {
      <p class="none">{{ words.t('panel.templateFirst') }}</p>
    }
  `,
})
export class PlaceholdersSetting {
  protected readonly words = inject(StepWords);

  readonly id = input.required<string>();
  readonly value = input.required<Json | undefined>();
  readonly templateId = input.required<string>();
  readonly around = input.required<Around>();
  readonly locked = input(false);
  readonly changed = output<Json>();

  protected readonly template = computed(() =>
    this.around().templates.find(({ templateId }) => templateId === this.templateId()),
  );
  protected readonly filled = computed(() => {
    const value = this.value();
    const held = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
    return Object.fromEntries(
      Object.entries(held).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
    );
  });

  protected fill(name: string, text: string): void {
    this.changed.emit({ ...this.filled(), [name]: text });
  }
}
