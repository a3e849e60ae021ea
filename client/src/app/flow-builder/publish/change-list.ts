import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { StepWords } from '#client/flow-builder/step-words';
import type { ChangeLine } from './change-lines.ts';

/** Differences, one a line, each with its author; a line leads to its step while there is one. */
@Component({
  selector: 'app-change-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul class="lines">
      @for (line of lines(); track $index) {
        <li>
          <button
            type="button"
            class="line"
            [disabled]="line.step === null"
            (click)="line.step && chosen.emit(line.step)"
          >
            <span>
              <strong>{{ line.name }}</strong>
              <span>{{ line.what }}</span>
              @if (line.before !== null) {
                <del>{{ line.before }}</del>
              }
              @if (line.after !== null) {
                <ins>{{ line.after }}</ins>
              }
              @if (line.by; as by) {
                <small>{{ words.t('publish.by', { who: by }) }}</small>
              }
            </span>
          </button>
        </li>
      }
    </ul>
  `,
  styles: `
    .line > span {
      display: grid;
      gap: 2px;
      overflow-wrap: anywhere;
    }
    del {
      color: var(--mat-sys-on-surface-variant);
    }
    ins {
      text-decoration: none;
    }
  `,
})
export class ChangeList {
  protected readonly words = inject(StepWords);
  readonly lines = input.required<readonly ChangeLine[]>();
  readonly chosen = output<string>();
}
