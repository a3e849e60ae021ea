import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  type OnDestroy,
  viewChild,
} from '@angular/core';
import { mdiChevronRight } from '@mdi/js';
import { render, variablesOf } from '#contracts/flow/variables';
import { Icon } from '#client/ui/icon';
import { Reader } from '#client/ui/reader';
import { StepWords } from '#client/flow-builder/step-words';
import type { SettingChange } from './setting-change.ts';

/** How long nobody types before what stands there is saved. Milliseconds. */
const pause = 700;

/**
 * A text of a step. What is typed is saved after a pause and when the field is left. More than fits is refused whole and
 * said: nothing is cut off behind a person's back.
 */
@Component({
  selector: 'app-text-setting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  // Whoever turns to another app may not come back to this page.
  host: { class: 'setting', '(document:visibilitychange)': 'commit()' },
  templateUrl: './text-setting.html',
})
export class TextSetting implements OnDestroy {
  protected readonly words = inject(StepWords);
  protected readonly reader = inject(Reader);
  protected readonly nextIcon = mdiChevronRight;

  readonly id = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input('');
  readonly value = input.required<string>();
  readonly lines = input(1);
  readonly longest = input<number>();
  readonly required = input(false);
  readonly locked = input(false);
  /** Columns that can be put into the text; none: it takes no variables. */
  readonly columns = input<readonly string[]>([]);
  readonly rows = input<readonly Readonly<Record<string, string>>[]>([]);
  readonly changed = output<SettingChange<string>>();

  private readonly box = viewChild.required<ElementRef<HTMLInputElement | HTMLTextAreaElement>>('box');
  /** What stands there: also what was saved a moment ago and has not come back yet, so that nobody clashes with oneself. */
  readonly #stands = linkedSignal(() => this.value());
  /** What stood there when the person began to type; null while they do not. */
  #seen: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  protected readonly draft = linkedSignal<string, string>({
    source: this.value,
    computation: (value, before) => (this.#seen !== null && before ? before.value : value),
  });
  /** Characters of the text that did not fit. */
  protected readonly refused = signal<number | null>(null);
  protected readonly row = signal(0);
  protected readonly preview = computed(() => {
    const values = this.rows()[this.row()];
    return values && variablesOf(this.draft()).length > 0 ? render(this.draft(), values) : null;
  });

  ngOnDestroy(): void {
    this.commit();
  }

  protected typed(box: HTMLInputElement | HTMLTextAreaElement): void {
    const most = this.longest();
    if (most !== undefined && box.value.length > most) {
      this.refused.set(box.value.length);
      box.value = this.draft();
      return;
    }
    this.#seen ??= this.#stands();
    this.refused.set(null);
    this.draft.set(box.value);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.commit(), pause);
  }

  protected commit(): void {
    clearTimeout(this.#timer);
    if (this.#seen === null) return;
    const [to, seen] = [this.draft(), this.#seen];
    this.#seen = null;
    if (to === seen) return;
    this.#stands.set(to);
    this.changed.emit({ to, seen });
  }

  protected insert(picker: EventTarget | null): void {
    if (!(picker instanceof HTMLSelectElement) || picker.value === '') return;
    const box = this.box().nativeElement;
    const variable = `{{${picker.value}}}`;
    picker.value = '';
    box.setRangeText(variable, box.selectionStart ?? box.value.length, box.selectionEnd ?? box.value.length, 'end');
    this.typed(box);
    box.focus();
  }

  protected nextRow(): void {
    this.row.update((row) => (row + 1) % Math.max(1, this.rows().length));
  }
}
