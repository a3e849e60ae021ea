import { inject, Injectable } from '@angular/core';
import type { FlowEvent } from '#contracts/flow/events';
import type { CampaignHistory, Happening } from '#contracts/wire/history-doors';
import { Api, type Answer } from './api.ts';
import { Answers, type Question } from './answers.ts';

export type { CampaignHistory, Happening };

type FlowEvents = { readonly events: readonly { readonly event: FlowEvent }[]; readonly head: number };

/** Who did what and when; and what it was made of, so that any moment can be shown again. */
@Injectable({ providedIn: 'root' })
export class History {
  readonly #api = inject(Api);
  readonly #answers = inject(Answers);

  /** The newest; null: nothing is asked. */
  of(
    asked: () => { readonly campaignId: string; readonly of: Happening['of'] | null } | null,
  ): Question<CampaignHistory> {
    return this.#answers.watch(() => {
      const now = asked();
      return now && pathOf(now.campaignId, now.of, 50);
    });
  }

  more(campaignId: string, of: Happening['of'] | null, after: string): Promise<Answer<CampaignHistory>> {
    return this.#api.get(`${pathOf(campaignId, of, 50)}&after=${encodeURIComponent(after)}`);
  }

  /** Everything that happened to the campaign itself, the oldest first. */
  async campaignEvents(campaignId: string): Promise<Answer<readonly Happening[]>> {
    const found: Happening[] = [];
    for (let after: string | null = ''; after !== null;) {
      const path: string = pathOf(campaignId, 'campaign', 500);
      const answer: Answer<CampaignHistory> = await this.#api.get<CampaignHistory>(
        after === '' ? path : `${path}&after=${encodeURIComponent(after)}`,
      );
      if (answer.outcome !== 'ok') return answer;
      found.push(...answer.body.happenings);
      after = answer.body.next;
    }
    return { outcome: 'ok', body: found.toReversed() };
  }

  /** Every edit of a flow, the oldest first. */
  async flowEvents(flowId: string): Promise<Answer<readonly FlowEvent[]>> {
    const found: FlowEvent[] = [];
    for (;;) {
      const answer = await this.#api.get<FlowEvents>(`/api/flows/${flowId}/events?fromRev=${found.length - 1}`);
      if (answer.outcome !== 'ok') return answer;
      found.push(...answer.body.events.map(({ event }) => event));
      if (answer.body.events.length === 0 || found.length > answer.body.head) return { outcome: 'ok', body: found };
    }
  }
}

function pathOf(campaignId: string, of: Happening['of'] | null, limit: number): string {
  return `/api/campaigns/${campaignId}/history?limit=${limit}${of === null ? '' : `&of=${of}`}`;
}
