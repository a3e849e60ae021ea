import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { FlowsOnDevice, type OpenFlow } from '#client/data/flows-on-device';
import type { FlowOnDevice } from '#client/data/flow-desk';
import { Refusals } from '#client/words/refusals';
import type { FlowWords } from './flow-words.ts';

/** Edits that the server did not take. They stay on this device until a person has exported or removed them. */
@Component({
  selector: 'app-set-aside-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'conflicts'">
      @if (flow().refused; as reason) {
        <p role="note">{{ refusals.say(reason) }}</p>
      }
      <ul>
        @for (line of lines(); track line.opId) {
          <li>
            <p>
              {{ t('did.' + line.did, { step: line.step ?? t('aStep'), field: line.field }) }} ·
              {{ t('why.' + line.why) }}
            </p>
            <button matButton type="button" (click)="discard(line.opId)">{{ t('discard') }}</button>
          </li>
        }
      </ul>
      <div class="deeds">
        <button matButton="outlined" type="button" (click)="save()">{{ t('export') }}</button>
        @if (canSendAgain()) {
          <button matButton="filled" type="button" (click)="open().sendAgain()">{{ t('sendAgain') }}</button>
        }
      </div>
    </ng-container>
  `,
  styles: `
    ul {
      margin: 0 0 0.5rem;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      gap: 0.5rem;
      min-height: 44px;
    }
    p {
      flex: 1;
      margin: 0;
    }
    .deeds {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
    button {
      min-height: 44px;
    }
  `,
})
export class SetAsideList {
  readonly #flows = inject(FlowsOnDevice);
  protected readonly refusals = inject(Refusals);
  readonly open = input.required<OpenFlow>();
  readonly flow = input.required<FlowOnDevice>();
  readonly words = input.required<FlowWords>();

  protected readonly lines = computed(() =>
    this.flow().quarantine.map(({ opId, op, why }) => {
      const id = typeof op.id === 'string' ? op.id : null;
      return {
        ...{ opId, why, did: why === 'not-understood' ? 'unknown' : op.k },
        step: id === null ? null : this.words().step(id),
        field: typeof op.field === 'string' ? this.words().field(id, op.field) : '',
      };
    }),
  );
  protected readonly canSendAgain = computed(() => this.flow().quarantine.some(({ why }) => why !== 'not-understood'));

  protected async discard(opId: string): Promise<void> {
    await this.#flows.discard(opId);
  }

  /** Gives the edits as a file, so that they outlive this device. */
  protected async save(): Promise<void> {
    const url = URL.createObjectURL(new Blob([await this.#flows.pendingAsJson()], { type: 'application/json' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: 'ai-flows-pending-edits.json' });
    link.click();
    URL.revokeObjectURL(url);
  }
}
