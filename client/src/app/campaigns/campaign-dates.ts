import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Reader } from '#client/ui/reader';

/** From when until when a campaign may contact people; nothing where it has no dates. */
@Component({
  selector: 'app-campaign-dates',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'campaigns'">
      @if (startsAt(); as from) {
        @if (endsAt(); as until) {
          {{ t('between', { from: reader.day(from), until: reader.day(until) }) }}
        } @else {
          {{ t('from', { day: reader.day(from) }) }}
        }
      } @else if (endsAt(); as until) {
        {{ t('until', { day: reader.day(until) }) }}
      }
    </ng-container>
  `,
})
export class CampaignDates {
  readonly startsAt = input.required<string | null>();
  readonly endsAt = input.required<string | null>();
  protected readonly reader = inject(Reader);
}
