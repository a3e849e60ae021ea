import { inject, Injectable } from '@angular/core';
import type { CampaignAnswer as Campaign, ChecklistAnswer } from '#contracts/wire/campaign-doors';
import type { ExecutionAnswer } from '#contracts/wire/execution-row';
import { Answers, type Question } from './answers.ts';
import { Api, type Answer } from './api.ts';
import { uuid7 } from './uuid7.ts';

export type { Campaign };

/** What a person says about a campaign; the instants are ISO 8601. */
export type CampaignDraft = {
  readonly name: string;
  readonly description: string;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
};

type Page = { readonly campaigns: readonly Campaign[]; readonly next: string | null };

/** Campaigns: read from what this device keeps, changed on the server. */
@Injectable({ providedIn: 'root' })
export class Campaigns {
  readonly #api = inject(Api);
  readonly #answers = inject(Answers);

  all(): Question<readonly Campaign[]> {
    return this.#answers.watch(
      () => '/api/campaigns',
      (path) => this.#everyPage(path),
    );
  }

  /** One campaign; none is asked for where the id is null. */
  one(campaignId: () => string | null): Question<Campaign> {
    return this.#answers.watch(() => {
      const id = campaignId();
      return id === null ? null : `/api/campaigns/${id}`;
    });
  }

  checklist(campaignId: () => string): Question<{ readonly items: readonly ChecklistAnswer[] }> {
    return this.#answers.watch(() => `/api/campaigns/${campaignId()}/checklist`);
  }

  executions(campaignId: () => string): Question<{ readonly executions: readonly ExecutionAnswer[] }> {
    return this.#answers.watch(() => `/api/campaigns/${campaignId()}/executions`);
  }

  /** A campaign with a flow of its own, which is empty. Gives its id. */
  async create(draft: CampaignDraft): Promise<Answer<string>> {
    const [campaignId, flowId] = [uuid7(), uuid7()];
    const flow = await this.#api.command(`/api/flows/${flowId}/commands`, 'CreateFlow', { name: draft.name });
    if (flow.outcome !== 'ok') return flow;
    const made = await this.#command(campaignId, 'CreateCampaign', { ...draft, flowId });
    return made.outcome === 'ok' ? { outcome: 'ok', body: campaignId } : made;
  }

  describe(campaignId: string, draft: CampaignDraft): Promise<Answer<unknown>> {
    return this.#command(campaignId, 'DescribeCampaign', draft);
  }

  archive(campaignId: string): Promise<Answer<unknown>> {
    return this.#command(campaignId, 'ArchiveCampaign', {});
  }

  /** Another campaign like this one: its words, its rules, its channels and a copy of its flow. Gives its id. */
  async duplicate(campaign: Campaign, name: string): Promise<Answer<string>> {
    const { description, starts_at: startsAt, ends_at: endsAt } = campaign;
    const made = await this.create({ name, description, startsAt, endsAt });
    if (made.outcome !== 'ok') return made;
    const copy = await this.#api.get<Campaign>(`/api/campaigns/${made.body}`);
    if (copy.outcome !== 'ok') return copy;
    const { copyFlow } = await import('./copy-flow.ts');
    const drawn = await copyFlow(this.#api, campaign.flow_id, copy.body.flow_id);
    if (drawn.outcome !== 'ok') return drawn;
    const { default_country: defaultCountry, disclosure, quiet_hours_of, quiet_hours } = campaign;
    const rules = { defaultCountry, disclosure, ...(quiet_hours_of === 'campaign' ? { quietHours: quiet_hours } : {}) };
    const ruled = await this.#command(made.body, 'SetCampaignRules', rules);
    if (ruled.outcome !== 'ok') return ruled;
    for (const channelId of campaign.channel_ids) {
      const assigned = await this.#command(made.body, 'AssignChannel', { channelId });
      if (assigned.outcome === 'unreachable') return assigned;
    }
    return made;
  }

  async #everyPage(path: string): Promise<Answer<readonly Campaign[]>> {
    const campaigns: Campaign[] = [];
    for (let after: string | null = ''; after !== null;) {
      const query: string = after === '' ? 'limit=500' : `limit=500&after=${encodeURIComponent(after)}`;
      const page: Answer<Page> = await this.#api.get<Page>(`${path}?${query}`);
      if (page.outcome !== 'ok') return page;
      campaigns.push(...page.body.campaigns);
      after = page.body.next;
    }
    return { outcome: 'ok', body: campaigns };
  }

  /** Asks, and comes back when the campaign that is read shows it: what was written follows a moment later in the tables. */
  async #command(campaignId: string, type: string, data: object): Promise<Answer<unknown>> {
    const path = `/api/campaigns/${campaignId}`;
    const before = await this.#api.get<Campaign>(path);
    const answer = await this.#api.command(`${path}/commands`, type, data);
    if (answer.outcome !== 'ok') return answer;
    const was = before.outcome === 'ok' ? before.body.changed_at : '';
    for (let tries = 0; tries < 40; tries += 1) {
      const now = await this.#api.get<Campaign>(path);
      if (now.outcome === 'unreachable') break;
      if (now.outcome === 'ok' && now.body.changed_at !== was) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return answer;
  }
}
