import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { may } from '#contracts/person/roles';

/** All campaigns. */
@Component({
  selector: 'app-campaign-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t; prefix: 'campaigns'"
    ><h1>{{ t('title') }}</h1>
    @if (mayCreate) {
      <p>{{ t('none') }}</p>
    }
  </ng-container>`,
})
export class CampaignList {
  protected readonly mayCreate = may('editor', 'editCampaigns');
}
