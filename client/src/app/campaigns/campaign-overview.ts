import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiCheckCircleOutline, mdiCircleOutline } from '@mdi/js';
import { Campaigns } from '#client/data/campaigns';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Reader } from '#client/ui/reader';

/** What a campaign still needs, and what its runs came to. */
@Component({
  selector: 'app-campaign-overview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Loading, TranslocoDirective],
  templateUrl: './campaign-overview.html',
  styleUrl: './campaign-overview.scss',
})
export class CampaignOverview {
  readonly campaignId = input.required<string>();

  readonly #campaigns = inject(Campaigns);
  protected readonly reader = inject(Reader);
  protected readonly checklist = this.#campaigns.checklist(this.campaignId).kept;
  protected readonly executions = this.#campaigns.executions(this.campaignId).kept;
  protected readonly icons = { done: mdiCheckCircleOutline, open: mdiCircleOutline };
  protected readonly counts = ['rows', 'contacted', 'replied', 'completed', 'failed'] as const;
}
