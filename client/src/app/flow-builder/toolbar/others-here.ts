import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { Online } from '#client/data/online';
import { Session } from '#client/data/session';
import { FlowEditor } from '#client/flow-builder/editing/flow-editor';

/** Who else has the flow open; without a network nobody knows, and nobody is shown. */
@Component({
  selector: 'app-others-here',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatTooltip],
  template: `
    @if (names().length > 0) {
      <span class="others" [matTooltip]="sentence()">
        <span class="visually-hidden">{{ sentence() }}</span>
        @for (name of names().slice(0, most); track name) {
          <span class="one" aria-hidden="true">{{ initials(name) }}</span>
        }
        @if (names().length > most) {
          <span class="one" aria-hidden="true">+{{ names().length - most }}</span>
        }
      </span>
    }
  `,
  styles: `
    .others {
      display: inline-flex;
    }
    .one {
      display: grid;
      place-items: center;
      width: 32px;
      height: 32px;
      box-sizing: border-box;
      border: 2px solid var(--mat-sys-surface);
      border-radius: 50%;
      background: var(--mat-sys-tertiary-container);
      color: var(--mat-sys-on-tertiary-container);
      font: var(--mat-sys-label-medium);
    }
    .one + .one {
      margin-inline-start: -10px;
    }
  `,
})
export class OthersHere {
  readonly #editor = inject(FlowEditor);
  readonly #session = inject(Session);
  readonly #online = inject(Online).online;
  protected readonly most = 2;

  protected readonly names = computed(() => {
    const flow = this.#editor.onDevice();
    if (!flow || !this.#online()) return [];
    const me = this.#session.personId();
    const others = flow.present.filter(({ replica }) => replica !== flow.replica);
    const named = others.map(({ personId, name }) =>
      this.#editor.words.t(personId === me ? 'others.you' : name === null ? 'others.somebody' : 'others.named', {
        name: name ?? '',
      }),
    );
    return [...new Set(named)];
  });
  protected readonly sentence = computed(() => this.#editor.words.t('others.here', { names: this.names().join(', ') }));

  protected initials(name: string): string {
    const words = name.split(/[\s,]+/).filter(Boolean);
    return words
      .slice(0, 2)
      .map(([first = '']) => first.toUpperCase())
      .join('');
  }
}
