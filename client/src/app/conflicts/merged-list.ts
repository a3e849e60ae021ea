import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { MergedRow } from '#client/data/device-database';
import { Reader } from '#client/ui/reader';
import type { FlowWords } from './flow-words.ts';

/** What others did while this device was away, a line each, and each can be taken back. */
@Component({
  selector: 'app-merged-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'conflicts'">
      <ul>
        @for (line of lines(); track line.rev) {
          <li>
            <p>
              <strong>{{ line.who === 'you' ? t('you') : (line.who ?? t('somebody')) }}</strong>
              {{ t('did.' + line.did, { step: line.step ?? t('aStep'), field: line.field }) }}
              <small>{{ line.time === '' ? '' : reader.moment(line.time) }}</small>
            </p>
            @if (line.step !== null && line.id !== null) {
              <button matButton type="button" (click)="goTo.emit(line.id)">
                {{ t('show') }}<span class="cdk-visually-hidden"> {{ line.step }}</span>
              </button>
            }
            @if (line.canUndo && mayEdit()) {
              <button matButton type="button" (click)="undone.emit(line.rev)">
                {{ t('takeBack') }}<span class="cdk-visually-hidden"> {{ line.step ?? '' }}</span>
              </button>
            }
          </li>
        }
      </ul>
      <button matButton="outlined" type="button" (click)="read.emit()">{{ t('readAll') }}</button>
    </ng-container>
  `,
  styles: `
    ul {
      display: grid;
      gap: 0.25rem;
      margin: 0 0 0.5rem;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem;
      min-height: 44px;
    }
    p {
      flex: 1 1 12rem;
      margin: 0;
    }
    small {
      color: var(--mat-sys-on-surface-variant);
    }
    button {
      min-height: 44px;
    }
  `,
})
export class MergedList {
  protected readonly reader = inject(Reader);
  readonly merged = input.required<readonly MergedRow[]>();
  readonly words = input.required<FlowWords>();
  readonly nameOf = input.required<(actor: string | null) => string | null>();
  readonly mayEdit = input(true);
  readonly undone = output<number>();
  readonly read = output();
  readonly goTo = output<string>();

  protected readonly lines = computed(() =>
    this.merged().map(({ rev, op, actor, time, kind, undo }) => {
      const id = idIn(op.k === 'connect' ? op.from : op.id);
      return {
        ...{ rev, time, id, who: this.nameOf()(actor), canUndo: undo.length > 0 },
        did: kind === 'ignored' ? 'ignored' : op.k,
        step: id === null ? null : this.words().step(id),
        field: typeof op.field === 'string' ? this.words().field(id, op.field) : '',
      };
    }),
  );
}

function idIn(value: unknown): string | null {
  return typeof value === 'string' && !value.includes('/') ? value : null;
}
