import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { mdiClose } from '@mdi/js';
import { Icon } from '#client/ui/icon';
import { findInFlow, type Found } from '#client/flow-builder/editing/find';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';

/** Looks for words in the names and settings of all steps. */
@Component({
  selector: 'app-find-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <header>
      <div>
        <h2>{{ words.t('find.title') }}</h2>
        <p role="status">{{ asked() === '' ? words.t('find.about') : words.t('find.found', { n: found().length }) }}</p>
      </div>
      <button type="button" [attr.aria-label]="words.t('panel.close')" (click)="closed.emit()">
        <app-icon [path]="icons.close" />
      </button>
    </header>
    <div class="setting">
      <label for="find-words">{{ words.t('find.words') }}</label>
      <input #box id="find-words" type="search" autocomplete="off" maxlength="200" (input)="asked.set(box.value)" />
    </div>
    <ul class="lines">
      @for (each of shown(); track each.step.id + each.field) {
        <li>
          <button type="button" class="line" (click)="chosen.emit(each)">
            <span>
              <strong>{{ editor.nameOf(each.step.id) }}</strong>
              @if (each.field; as field) {
                <small>{{ words.field(each.step.type, field) }}</small>
                {{ each.excerpt }}
              }
            </span>
          </button>
        </li>
      }
    </ul>
  `,
})
export class FindPanel {
  protected readonly editor = inject(FlowEditor);
  protected readonly words = this.editor.words;
  protected readonly icons = { close: mdiClose };
  readonly chosen = output<Found>();
  readonly closed = output();

  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly asked = signal('');
  protected readonly found = computed(() =>
    findInFlow(this.editor.flow().steps.values(), this.asked(), ({ id }) => this.editor.nameOf(id)),
  );
  protected readonly shown = computed(() => this.found().slice(0, 100));

  focus(): void {
    this.box().nativeElement.focus();
  }
}
