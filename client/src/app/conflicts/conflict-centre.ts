import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { provideTranslocoScope, TranslocoDirective } from '@jsverse/transloco';
import type { UndoOutcome } from '#client/data/edit-outcome';
import type { OpenFlow } from '#client/data/flows-on-device';
import { People } from '#client/data/people';
import { Session } from '#client/data/session';
import { ConflictCard, type Choice } from './conflict-card.ts';
import type { FlowWords } from './flow-words.ts';
import { MergedList } from './merged-list.ts';
import { SetAsideList } from './set-aside-list.ts';

/**
 * Everything of a flow that wants a person: clashes to decide, what was merged while this device was away, and edits the
 * server did not take. It stands in a panel of the page and never opens by itself.
 */
@Component({
  selector: 'app-conflict-centre',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConflictCard, MergedList, SetAsideList, TranslocoDirective],
  providers: [
    provideTranslocoScope({
      scope: 'conflicts',
      loader: {
        en: () => import('./texts/en.json', { with: { type: 'json' } }),
        es: () => import('./texts/es.json', { with: { type: 'json' } }),
      },
    }),
  ],
  template: `
    <ng-container *transloco="let t; prefix: 'conflicts'">
      @if (flow(); as now) {
        @if (now.conflicts.length > 0) {
          <h2>{{ t(now.conflicts.length === 1 ? 'titleOne' : 'title', { count: now.conflicts.length }) }}</h2>
          @for (clash of now.conflicts; track clash.id) {
            <app-conflict-card
              [clash]="clash"
              [words]="words()"
              [nameOf]="nameOf()"
              [mayDecide]="mayEdit()"
              (decided)="decide(clash.id, $event)"
              (goTo)="goTo.emit($event)"
            />
          }
        }
        @if (now.merged.length > 0) {
          <h2>{{ t('merged') }}</h2>
          <app-merged-list
            [merged]="now.merged"
            [words]="words()"
            [nameOf]="nameOf()"
            [mayEdit]="mayEdit()"
            (undone)="takeBack($event)"
            (read)="open().forgetMerged()"
            (goTo)="goTo.emit($event)"
          />
        }
        @if (now.quarantine.length > 0) {
          <h2>{{ t('setAside', { count: now.quarantine.length }) }}</h2>
          <app-set-aside-list [open]="open()" [flow]="now" [words]="words()" />
        }
        @if (now.conflicts.length + now.merged.length + now.quarantine.length === 0) {
          <p>{{ t('nothing') }}</p>
        }
      }
      <p class="said" role="status">{{ said() === '' ? '' : t(said()) }}</p>
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.75rem;
    }
    h2 {
      margin: 0.5rem 0 0;
      font: var(--mat-sys-title-large);
    }
    .said {
      min-height: 1.5em;
      margin: 0;
    }
  `,
})
export class ConflictCentre {
  readonly #session = inject(Session);
  readonly #people = inject(People);
  readonly open = input.required<OpenFlow>();
  readonly words = input.required<FlowWords>();
  readonly goTo = output<string>();

  protected readonly said = signal('');
  protected readonly flow = computed(() => this.open().flow());
  protected readonly mayEdit = computed(() => this.#session.may('editFlows'));
  /** How somebody is called, as the log names them: `you`, their name, or null where it is not known. */
  protected readonly nameOf = computed(() => {
    const me = `person-${this.#session.personId() ?? ''}`;
    return (actor: string | null): string | null =>
      actor === me ? 'you' : actor === null ? null : this.#people.nameOf(actor);
  });

  protected async decide(clash: string, choice: Choice): Promise<void> {
    this.#say(await this.open().resolve(clash, choice), 'decided');
  }

  protected async takeBack(rev: number): Promise<void> {
    this.#say(await this.open().undoMerged(rev), 'takenBack');
  }

  #say(outcome: UndoOutcome, done: string): void {
    this.said.set(outcome.done ? done : `notDone.${outcome.why}`);
  }
}
