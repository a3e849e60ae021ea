import { computed, inject, Injectable, signal } from '@angular/core';
import type { CampaignAnswer } from '#contracts/wire/campaign-doors';
import { Answers } from './answers.ts';
import type { Answer } from './api.ts';
import { campaignDoors as doors } from './campaign-doors.ts';
import { Campaigns } from './campaigns.ts';
import type { Device } from './device.ts';
import type { KeptCampaignRow } from './device-database.ts';
import { live } from './live.ts';
import { ThisDevice } from './this-device.ts';

/** So many of so many parts have come. */
export type Progress = { readonly done: number; readonly total: number };

type DataSets = { readonly dataSets: readonly { readonly data_set_id: string; readonly status: string }[] };
type Versions = { readonly versions: readonly { readonly version: number }[] };
type Fetched<Body = unknown> = Answer<Body> | { readonly outcome: 'full' };
type Wrong = KeptCampaignRow['wrong'];

/**
 * Whole campaigns that are on this device because a person wants to work on them without a network: the flow with all its
 * versions, channels, templates, agents, and the columns and first rows of the data sets.
 */
@Injectable({ providedIn: 'root' })
export class KeptCampaigns {
  readonly #answers = inject(Answers);
  readonly #campaigns = inject(Campaigns);
  readonly #thisDevice = inject(ThisDevice);
  readonly #underWay = signal<ReadonlyMap<string, Progress>>(new Map());

  readonly all = live<readonly KeptCampaignRow[]>(
    this.#thisDevice.device,
    ({ db }) => db.keptCampaigns.orderBy('name').toArray(),
    [],
  );
  readonly byId = computed(() => new Map(this.all().map((row) => [row.campaignId, row])));
  /** Campaigns that this tab is fetching. */
  readonly underWay = this.#underWay.asReadonly();

  /**
   * Fetches everything of a campaign and keeps it for good; asked again it brings it up to date. What went wrong stands in
   * its row: what has come stays, and asking again goes on.
   */
  async makeAvailable(campaignId: string, name: string): Promise<void> {
    const device = await this.#thisDevice.ready();
    if (!device || this.#underWay().has(campaignId)) return;
    const before = await device.db.keptCampaigns.get(campaignId);
    const { flowId = null, since = null } = before ?? {};
    const row = { campaignId, name, flowId, since, tried: Date.now() };
    this.#tell(campaignId, { done: 0, total: 0 });
    try {
      await device.db.keptCampaigns.put({ ...row, wrong: 'interrupted' });
      const wrong = await this.#fetch(device, campaignId);
      // Removed meanwhile: nothing to write to.
      await device.db.keptCampaigns.update(campaignId, { wrong, ...(wrong === null ? { since: Date.now() } : {}) });
    } finally {
      this.#tell(campaignId, null);
    }
  }

  /**
   * The same without a word, for one that is kept already. What was whole stays as whole as it was when this fails: then
   * it is of the day it was fetched.
   */
  async refresh(campaignId: string): Promise<void> {
    const device = await this.#thisDevice.ready();
    const before = await device?.db.keptCampaigns.get(campaignId);
    if (!device || !before || this.#underWay().has(campaignId)) return;
    await device.db.keptCampaigns.update(campaignId, { tried: Date.now() });
    const wrong = await this.#fetch(device, campaignId);
    if (wrong === null) await device.db.keptCampaigns.update(campaignId, { wrong, since: Date.now() });
    else if (before.wrong !== null) await device.db.keptCampaigns.update(campaignId, { wrong });
  }

  /** The campaign may go from this device when its room is needed. Edits of its flow that wait never go. */
  async letGo(campaignId: string): Promise<void> {
    const device = await this.#thisDevice.ready();
    const row = await device?.db.keptCampaigns.get(campaignId);
    if (!device || !row) return;
    await device.db.keptCampaigns.delete(campaignId);
    if (row.flowId !== null) await device.letFlowGo(row.flowId);
    await this.#answers.letGo(campaignId);
  }

  /** Fetches part after part; what kept it from being whole, or null. */
  async #fetch(device: Device, campaignId: string): Promise<Wrong> {
    let wrong: Wrong = null;
    const part = async <Body>(fetching: () => Promise<Fetched<Body>>): Promise<Body | null> => {
      this.#step(campaignId, { done: 0, total: 1 });
      const fetched = await fetching();
      this.#step(campaignId, { done: 1, total: 0 });
      wrong ??= wrongWith(fetched);
      return fetched.outcome === 'ok' ? fetched.body : null;
    };
    const keep = <Body>(path: string): Promise<Body | null> => part(() => this.#answers.keep<Body>(path, campaignId));

    const campaign = await keep<CampaignAnswer>(doors.one(campaignId));
    if (!campaign) return wrong;
    const { flow_id: flowId, name } = campaign;
    await device.db.keptCampaigns.update(campaignId, { name, flowId });
    const [dataSets, versions] = await Promise.all([
      keep<DataSets>(doors.dataSets(campaignId)),
      keep<Versions>(doors.versions(flowId)),
      part(() => this.#campaigns.keepAll(campaignId)),
      part(async () => ((await device.keepFlow(flowId, name)) ? done : ({ outcome: 'unreachable' } as const))),
      ...[doors.checklist(campaignId), doors.executions(campaignId)].map(keep),
      ...[doors.channels, doors.channelReport, doors.templates, doors.agents, doors.names].map(keep),
    ]);
    const numbers = (versions?.versions ?? []).map(({ version }) => version);
    const sets = dataSets?.dataSets ?? [];
    const ready = sets.filter(({ status }) => status === 'ready');
    const paths = [
      ...numbers.flatMap((version) => [doors.version(flowId, version), doors.versionDiff(flowId, version)]),
      ...sets.map(({ data_set_id }) => doors.dataSet(data_set_id)),
      ...ready.map(({ data_set_id }) => doors.sample(data_set_id)),
    ];
    await Promise.all(paths.map(keep));
    return wrong;
  }

  /** Progress is told where a person has asked. */
  #step(campaignId: string, by: Progress): void {
    const before = this.#underWay().get(campaignId);
    if (!before) return;
    const { done, total } = before;
    this.#tell(campaignId, { done: done + by.done, total: total + by.total });
  }

  #tell(campaignId: string, progress: Progress | null): void {
    this.#underWay.update((before) => {
      const now = new Map(before);
      if (progress) now.set(campaignId, progress);
      else now.delete(campaignId);
      return now;
    });
  }
}

const done = { outcome: 'ok', body: null } as const;

/** What a role may not see is not missing on its device. */
function wrongWith(fetched: Fetched): Wrong {
  if (fetched.outcome === 'ok') return null;
  if (fetched.outcome !== 'problem') return fetched.outcome;
  return fetched.status === 403 ? null : 'problem';
}
