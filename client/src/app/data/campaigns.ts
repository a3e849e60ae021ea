import { inject, Injectable } from '@angular/core';
import type { CampaignAnswer as Campaign, ChecklistAnswer } from '#contracts/wire/campaign-doors';
import type { ExecutionAnswer } from '#contracts/wire/execution-row';
import { Answers, type Question } from './answers.ts';
import { Api, type Answer } from './api.ts';
import { campaignDoors as doors } from './campaign-doors.ts';
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
      () => doors.all,
      (path) => this.#everyPage(path),
    );
  }

  /** Keeps the list for good with a campaign that is wanted without a network: by it one comes there. */
  keepAll(campaignId: string): ReturnType<Answers['keep']> {
    return this.#answers.keep(doors.all, campaignId, (path) => this.#everyPage(path));
  }

  /** One campaign; none is asked for where the id is null. */
  one(campaignId: () => string | null): Question<Campaign> {
    return this.#answers.watch(() => {
      const id = campaignId();
      return id === null ? null : doors.one(id);
    });
  }

  checklist(campaignId: () => string): Question<{ readonly items: readonly ChecklistAnswer[] }> {
    return this.#answers.watch(() => doors.checklist(campaignId()));
  }

  executions(campaignId: () => string): Question<{ readonly executions: readonly ExecutionAnswer[] }> {
    return this.#answers.watch(() => doors.executions(campaignId()));
  }

  /** A campaign with a flow of its own, which is empty. Gives its id. */
  async create(draft: CampaignDraft): Promise<Answer<string>> {
    const [campaignId, flowId] = [uuid7(), uuid7()];
    const flow = await this.#api.command(`/api/flows/${flowId}/commands`, 'CreateFlow', { name: draft.name });
    if (flow.outcome !== 'ok') return flow;
    const made = await this.ask(campaignId, 'CreateCampaign', { ...draft, flowId });
    return made.outcome === 'ok' ? { outcome: 'ok', body: campaignId } : made;
  }

  describe(campaignId: string, draft: CampaignDraft): Promise<Answer<unknown>> {
    return this.ask(campaignId, 'DescribeCampaign', draft);
  }

  activate(campaignId: string): Promise<Answer<unknown>> {
    return this.ask(campaignId, 'ActivateCampaign', {});
  }

  /** A completed campaign becomes active again. */
  reopen(campaignId: string): Promise<Answer<unknown>> {
    return this.ask(campaignId, 'ReopenCampaign', {});
  }

  archive(campaignId: string): Promise<Answer<unknown>> {
    return this.ask(campaignId, 'ArchiveCampaign', {});
  }

  unarchive(campaignId: string): Promise<Answer<unknown>> {
    return this.ask(campaignId, 'UnarchiveCampaign', {});
  }

  /** A draft with the same flow, rules and channels, without dates. Gives its id. */
  async duplicate(source: string, name: string): Promise<Answer<string>> {
    const [campaignId, flowId] = [uuid7(), uuid7()];
    const asked = { commandId: uuid7(), campaignId, flowId, name };
    const made = await this.#api.post(`/api/campaigns/${source}/duplicate`, asked);
    return made.outcome === 'ok' ? { outcome: 'ok', body: campaignId } : made;
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

  /** Asks for a command, and comes back when the campaign was read anew. */
  async ask(campaignId: string, type: string, data: object): Promise<Answer<unknown>> {
    const path = doors.one(campaignId);
    const answer = await this.#api.command(`${path}/commands`, type, data);
    if (answer.outcome === 'ok') await this.#answers.renew(path);
    return answer;
  }
}
