import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import type { Show } from './section.ts';

/** How numbers and names of a report are written for this reader. */
@Injectable({ providedIn: 'root' })
export class ReportWords {
  readonly #transloco = inject(TranslocoService);
  readonly #words = inject(Words);
  readonly #reader = inject(Reader);

  over(steps: ReadonlyMap<string, string>): Show {
    const words = this.#words;
    const shares = new Intl.NumberFormat(this.#reader.locale(), { style: 'percent', maximumFractionDigits: 1 });
    return {
      t: (key, values = {}) => this.#transloco.translate(`reports.${key}`, values),
      n: (value) => (value === null ? '–' : this.#reader.number(value)),
      share: (value) => (value === null ? '–' : shares.format(value)),
      seconds: (value) => (value === null ? '–' : words.duration(value)),
      moment: (instant) => this.#reader.moment(instant),
      reason: (reason) => words.reason(reason) || '–',
      outcome: (outcome) => words.outcome(outcome),
      verdict: (verdict) => words.t(`verdict.${verdict}`),
      step: (id) => steps.get(id) ?? words.t('unknownStep'),
    };
  }
}
