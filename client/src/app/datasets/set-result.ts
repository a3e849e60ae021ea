import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { DataSet } from '#client/data/data-sets';
import { Reader } from '#client/ui/reader';
import { Refusals } from '#client/words/refusals';
import { ShareBar, type Share } from '#client/ui/share-bar';

/** What became of a file's rows: accepted + rejected + duplicates = rows; while it is read, how far that is. */
@Component({
  selector: 'app-set-result',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ShareBar, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'datasets.result'">
      @if (set().status === 'failed') {
        <p class="wrong">{{ t('failed') }} {{ why() }}</p>
      } @else {
        @if (set().status === 'processing') {
          <p role="status">{{ t('processing', { percent: percent() }) }}</p>
          <progress [value]="set().read_bytes" [max]="set().bytes" [attr.aria-label]="t('progress')"></progress>
        } @else {
          <app-share-bar [parts]="shares()" />
        }
        <p class="sum">
          @for (share of shares(); track share.key) {
            <span
              ><i [class]="share.tone"></i
              >{{ t(share.count === 1 ? 'one.' + share.key : share.key, { n: reader.number(share.count) }) }}</span
            >
          }
          <span class="whole">{{ t(set().rows === 1 ? 'one.rows' : 'rows', { n: reader.number(set().rows) }) }}</span>
        </p>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.5rem;
    }
    p {
      margin: 0;
    }
    progress {
      width: 100%;
      height: 0.75rem;
      accent-color: var(--mat-sys-primary);
    }
    .sum {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem 1.25rem;
      font: var(--mat-sys-body-medium);
      font-variant-numeric: tabular-nums;
    }
    .sum span {
      display: inline-flex;
      align-items: center;
      gap: 0.5rem;
    }
    .whole {
      font-weight: 600;
    }
    .wrong {
      padding: 0.75rem 1rem;
      border-radius: 0.75rem;
      background: var(--mat-sys-error-container);
      color: var(--mat-sys-on-error-container);
    }
    i {
      width: 0.75rem;
      height: 0.75rem;
      border-radius: 0.25rem;
    }
    i.good {
      background: var(--mat-sys-primary);
    }
    i.bad {
      background: var(--mat-sys-error);
    }
    i.warn {
      background: var(--mat-sys-tertiary);
    }
  `,
})
export class SetResult {
  readonly set = input.required<
    Pick<DataSet, 'bytes' | 'read_bytes' | 'rows' | 'accepted' | 'rejected' | 'duplicates'> &
      Pick<DataSet, 'status' | 'failure' | 'failure_code' | 'file_name'>
  >();
  readonly #refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  /** Why the file could not be processed. */
  protected readonly why = computed(() => {
    const { failure_code: code, failure: detail, file_name: fileName } = this.set();
    return this.#refusals.say({ code: code ?? '', detail: detail ?? '', details: { fileName } });
  });
  protected readonly percent = computed(() => {
    const { read_bytes: read, bytes } = this.set();
    return this.reader.number(bytes === 0 ? 0 : Math.min(100, Math.floor((100 * read) / bytes)));
  });
  protected readonly shares = computed((): readonly Share[] => {
    const { accepted, rejected, duplicates } = this.set();
    return [
      { key: 'accepted', count: accepted, tone: 'good' },
      { key: 'rejected', count: rejected, tone: 'bad' },
      { key: 'duplicates', count: duplicates, tone: 'warn' },
    ];
  });
}
