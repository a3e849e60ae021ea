import { inject, Injectable, type Signal } from '@angular/core';
import { AnswersOnDevice, type KeptAnswer } from './answers-on-device.ts';
import type { Device } from './device.ts';
import { live } from './live.ts';
import { ThisDevice } from './this-device.ts';
import { uuid7 } from './uuid7.ts';

/** A campaign as the server tells it: a row of its table `campaigns`. */
export type CampaignOnDevice = {
  readonly campaign_id: string;
  readonly name: string;
  readonly description: string;
  readonly status: 'draft' | 'active' | 'completed' | 'archived';
  readonly flow_id: string;
  readonly channel_ids: readonly string[];
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly running_execution_id: string | null;
  readonly executions: number;
  readonly created_at: string;
  readonly changed_at: string;
};

type DataSet = { readonly data_set_id: string; readonly status: string };
type Versions = { readonly versions: readonly { readonly version: number }[] };

/** Campaigns for reading without a network: the list and each one that was opened, or a whole one that was asked for. */
@Injectable({ providedIn: 'root' })
export class CampaignsOnDevice {
  readonly #answers = inject(AnswersOnDevice);
  readonly #thisDevice = inject(ThisDevice);

  /** Campaigns that are kept whole on this device, by id. */
  readonly available: Signal<ReadonlySet<string>> = live(this.#thisDevice.device, keptCampaigns, new Set<string>());

  list(): Promise<KeptAnswer<{ readonly campaigns: readonly CampaignOnDevice[] }>> {
    return this.#answers.get('/api/campaigns');
  }

  get(campaignId: string): Promise<KeptAnswer<CampaignOnDevice>> {
    return this.#answers.get(`/api/campaigns/${campaignId}`);
  }

  /**
   * Keeps a whole campaign on this device: its flow with the published versions, its channels, templates and agents, and
   * its data sets. False: a part of it could not be fetched; what was fetched stays, and asking again goes on.
   */
  async makeAvailable(campaignId: string): Promise<boolean> {
    const device = await this.#thisDevice.ready();
    const campaign = await this.#answers.keep(`/api/campaigns/${campaignId}`, campaignId);
    if (!device || campaign.outcome !== 'ok') return false;
    const { flow_id: flowId, name } = campaign.body as CampaignOnDevice;
    await device.store.open(flowId, { name, replica: uuid7(), now: Date.now() });
    await device.db.flows.update(flowId, { kept: true });
    const parts = await this.#keepAll(campaignId, [
      `/api/campaigns/${campaignId}/data-sets`,
      `/api/campaigns/${campaignId}/checklist`,
      `/api/flows/${flowId}/versions`,
      ...['/api/channels', '/api/templates', '/api/agents', '/api/campaigns'],
    ]);
    const versions = (bodyOf(parts[2]) as Versions | null)?.versions ?? [];
    const older = await this.#keepAll(
      campaignId,
      versions.map(({ version }) => `/api/flows/${flowId}/versions/${version}`),
    );
    const sets = (bodyOf(parts[0]) as { dataSets: readonly DataSet[] } | null)?.dataSets ?? [];
    const samples = await this.#keepAll(
      campaignId,
      sets.filter(({ status }) => status === 'ready').map(({ data_set_id }) => samplePath(data_set_id)),
    );
    return [...parts, ...older, ...samples].every(({ outcome }) => outcome === 'ok');
  }

  /** The campaign may go from this device when its room is needed. Edits of its flow that wait never go. */
  async letGo(campaignId: string): Promise<void> {
    const device = await this.#thisDevice.ready();
    const campaign = await device?.db.answers.get(`/api/campaigns/${campaignId}`);
    if (device && campaign) await device.db.flows.update((campaign.body as CampaignOnDevice).flow_id, { kept: false });
    await this.#answers.letGo(campaignId);
  }

  #keepAll(campaignId: string, paths: readonly string[]): Promise<KeptAnswer<unknown>[]> {
    return Promise.all(paths.map((path) => this.#answers.keep(path, campaignId)));
  }
}

/** The first rows of a data set, to look at and to rehearse with. */
export function samplePath(dataSetId: string): string {
  return `/api/data-sets/${dataSetId}/sample`;
}

function bodyOf(answer: KeptAnswer<unknown> | undefined): unknown {
  return answer?.outcome === 'ok' ? answer.body : null;
}

async function keptCampaigns({ db }: Device): Promise<ReadonlySet<string>> {
  return new Set((await db.answers.orderBy('keptFor').uniqueKeys()) as string[]);
}
