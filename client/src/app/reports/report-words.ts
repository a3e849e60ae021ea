import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { StepTotals } from '#contracts/wire/report-rows';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import type { Show } from './section.ts';

/** Where reports stand: under their campaign, or, for who reads nothing else of it, by themselves. */
export function homeOf(campaignId: string, mayReadCampaigns: boolean): readonly string[] {
  return mayReadCampaigns ? ['/campaigns', campaignId, 'reports'] : ['/reports', campaignId];
}

/** How numbers and names of a report are written for this reader. */
@Injectable({ providedIn: 'root' })
export class ReportWords {
  readonly #transloco = inject(TranslocoService);
  readonly #words = inject(Words);
  readonly #reader = inject(Reader);

  /** The names of a run's steps, as the builder has them; of an End step with what it is counted as. */
  stepNames(steps: readonly StepTotals[]): ReadonlyMap<string, string> {
    const name = ({ type, title, outcome, ordinal }: StepTotals): string =>
      [this.#words.stepName(type ?? '', title, ordinal), outcome ?? ''].filter(Boolean).join(' – ');
    return new Map(steps.map((each) => [each.step, name(each)]));
  }

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
