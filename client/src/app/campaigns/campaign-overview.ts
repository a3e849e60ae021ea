import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Campaigns } from '#client/data/campaigns';
import { Loading } from '#client/ui/loading';
import { Reader } from '#client/ui/reader';
import { Refusals } from '#client/words/refusals';
import { Words } from '#client/words/words';
import { Checklist } from './checklist.ts';
import { OfflineCopy } from './offline-copy.ts';

/** What a campaign still needs, what its runs came to, and whether it is on this device. */
@Component({
  selector: 'app-campaign-overview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Checklist, Loading, OfflineCopy, TranslocoDirective],
  templateUrl: './campaign-overview.html',
  styleUrl: './campaign-overview.scss',
})
export class CampaignOverview {
  readonly campaignId = input.required<string>();

  readonly #campaigns = inject(Campaigns);
  protected readonly reader = inject(Reader);
  protected readonly words = inject(Words);
  protected readonly refusals = inject(Refusals);
  protected readonly kept = this.#campaigns.one(this.campaignId).kept;
  protected readonly executions = this.#campaigns.executions(this.campaignId).kept;
  protected readonly counts = ['rows', 'contacted', 'replied', 'completed', 'failed'] as const;
}
