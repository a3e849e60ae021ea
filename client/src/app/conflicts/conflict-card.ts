import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ConflictCard as Clash, Side } from '#client/data/conflict-cards';
import type { Json } from '#contracts/flow/document';
import { Reader } from '#client/ui/reader';
import type { FlowWords } from './flow-words.ts';

export type Choice = 'mine' | 'theirs' | { readonly edited: string };

/** One clash: what one of us wanted, what stands in the flow, and three ways out. Nothing changes until one is taken. */
@Component({
  selector: 'app-conflict-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatInput, MatLabel, TranslocoDirective],
  templateUrl: './conflict-card.html',
  styleUrl: './conflict-card.scss',
})
export class ConflictCard {
  protected readonly reader = inject(Reader);
  readonly clash = input.required<Clash>();
  readonly words = input.required<FlowWords>();
  /** Names by how the log names people; `you` for oneself. */
  readonly nameOf = input.required<(actor: string | null) => string | null>();
  /** False: to look at only. */
  readonly mayDecide = input(true);
  readonly decided = output<Choice>();
  readonly goTo = output<string>();

  protected readonly editing = signal(false);
  protected readonly draft = signal('');
  protected readonly stepName = computed(() => {
    const { step } = this.clash();
    return step === null ? null : this.words().step(step);
  });
  protected readonly fieldName = computed(() => {
    const { step, field } = this.clash();
    return field === null ? null : this.words().field(step, field);
  });
  /** Only a text can be put together from both here; everything else is edited where it stands. */
  protected readonly canEdit = computed(() => {
    const { kind, mine, theirs } = this.clash();
    return kind === 'field' && [mine, theirs].every(({ value }) => value === undefined || typeof value === 'string');
  });

  constructor() {
    effect(() => {
      this.clash();
      this.editing.set(false);
    });
  }

  protected edit(): void {
    const { value } = this.clash().mine;
    this.draft.set(typeof value === 'string' ? value : '');
    this.editing.set(true);
  }

  protected who(side: Side): string | null {
    return this.nameOf()(side.actor);
  }

  /** What a side wants, as words where it is a text, and as it is kept where it is not. */
  protected shown(side: Side): string | null {
    const { value, connection, step } = side;
    if (connection) return this.words().step(connection.to);
    if (this.clash().op.k === 'addStep' && step)
      return Object.entries(step.config)
        .map(([field, set]) => `${this.words().field(step.id, field)}: ${asText(set)}`)
        .join('\n');
    return value === undefined ? null : asText(value);
  }
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
