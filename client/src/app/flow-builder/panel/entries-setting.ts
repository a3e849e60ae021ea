import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { mdiArrowDown, mdiArrowUp, mdiPlus, mdiTrashCanOutline } from '@mdi/js';
import type { Json } from '#contracts/flow/document';
import { entryFormOf } from '#contracts/flow/step-form';
import { Icon } from '#client/ui/icon';
import type { Around } from '#client/flow-builder/around';
import { freshId } from '#client/flow-builder/editing/new-steps';
import { StepWords } from '#client/flow-builder/step-words';
import { ChoiceSetting } from './choice-setting.ts';
import { TextSetting } from './text-setting.ts';

/** A branch or a condition as the form holds it; what is no value of its kind is taken for none. */
type Entry = {
  readonly id: string;
  readonly label: string;
  readonly keywords: readonly string[];
  readonly buttons: readonly string[];
  /** Name of a column behind `=`, or empty for the contact's last answer. */
  readonly subject: string;
  readonly operator: string;
  readonly value: string;
};

/** The branches of a ResponseBranch or the conditions of a Condition: each is a port, in this order. */
@Component({
  selector: 'app-entries-setting',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChoiceSetting, Icon, TextSetting],
  templateUrl: './entries-setting.html',
})
export class EntriesSetting {
  protected readonly words = inject(StepWords);
  protected readonly icons = { up: mdiArrowUp, down: mdiArrowDown, add: mdiPlus, remove: mdiTrashCanOutline };

  readonly id = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input('');
  readonly kind = input.required<'branches' | 'conditions'>();
  readonly value = input.required<Json | undefined>();
  readonly around = input.required<Around>();
  readonly most = input(20);
  readonly locked = input(false);
  readonly changed = output<Json>();

  protected readonly entries = computed(() => {
    const value = this.value();
    return (Array.isArray(value) ? (value as readonly Json[]) : []).flatMap(entryIn);
  });
  protected readonly subjects = computed(() => [
    { value: '', label: this.words.t('panel.lastAnswer') },
    ...(this.around().columns ?? []).map((column) => ({ value: `=${column}`, label: column })),
  ]);
  protected readonly operators = computed(() => {
    const operator = entryFormOf('Condition', 'conditions').find(({ name }) => name === 'operator');
    return (operator?.choices ?? []).map((value) => ({ value, label: this.words.t(`operators.${value}`) }));
  });

  protected put(index: number, change: Partial<Entry>): void {
    this.#emit(this.entries().map((entry, i) => (i === index ? { ...entry, ...change } : entry)));
  }

  protected swap(index: number, other: number): void {
    const entries = [...this.entries()];
    const [one, two] = [entries[index], entries[other]];
    if (!one || !two) return;
    entries[index] = two;
    entries[other] = one;
    this.#emit(entries);
  }

  protected remove(index: number): void {
    this.#emit(this.entries().filter((_, i) => i !== index));
  }

  protected add(): void {
    const key = this.kind() === 'branches' ? 'first.nextAnswer' : 'first.nextCondition';
    const label = this.words.t(key, { n: this.entries().length + 1 });
    const empty = { keywords: [], buttons: [], subject: '', operator: 'isNotEmpty', value: '' };
    this.#emit([...this.entries(), { id: freshId(), label, ...empty }]);
  }

  protected linesOf(text: string): readonly string[] {
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }

  #emit(entries: readonly Entry[]): void {
    this.changed.emit(this.kind() === 'branches' ? entries.map(branch) : entries.map(condition));
  }
}

function branch({ id, label, keywords, buttons }: Entry): Json {
  return { id, label, keywords: [...keywords], buttons: [...buttons] };
}

function condition({ id, label, subject, operator, value }: Entry): Json {
  const of = subject === '' ? { of: 'answer' } : { of: 'column', column: subject.slice(1) };
  return { id, label, subject: of, operator, value };
}

function entryIn(held: Json): readonly Entry[] {
  if (typeof held !== 'object' || held === null || Array.isArray(held) || typeof held.id !== 'string') return [];
  const text = (field: string): string => (typeof held[field] === 'string' ? held[field] : '');
  const list = (field: string): readonly string[] => {
    const all: Json | undefined = held[field];
    return Array.isArray(all) ? (all as readonly Json[]).filter((each) => typeof each === 'string') : [];
  };
  const { subject } = held;
  const column =
    typeof subject === 'object' && subject !== null && !Array.isArray(subject) ? subject.column : undefined;
  return [
    {
      ...{ id: held.id, label: text('label'), keywords: list('keywords'), buttons: list('buttons') },
      ...{ subject: typeof column === 'string' ? `=${column}` : '', operator: text('operator'), value: text('value') },
    },
  ];
}
