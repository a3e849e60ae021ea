import { inject, Injectable } from '@angular/core';
import type { ChannelAnswer } from '#contracts/wire/channel-doors';
import type { ChannelHealth } from '#contracts/wire/report-rows';
import type { TemplateAnswer } from '#contracts/wire/template-doors';
import { Answers, type Question } from './answers.ts';
import { Api, type Answer } from './api.ts';

export type Channel = ChannelAnswer;
export type Template = TemplateAnswer;
export type { ChannelHealth };

/** What the organisation reaches people by: senders, voice numbers, templates. */
@Injectable({ providedIn: 'root' })
export class Channels {
  readonly #answers = inject(Answers);
  readonly #api = inject(Api);

  all(): Question<{ readonly channels: readonly Channel[] }> {
    return this.#answers.watch(() => '/api/channels');
  }

  /** How well each works, told from its last attempts. */
  health(): Question<{ readonly channels: readonly ChannelHealth[] }> {
    return this.#answers.watch(() => '/api/reports/channels');
  }

  /** Calls to a voice number belong to this campaign from now on; null: to nobody. */
  async claim({ channel_id: id }: Channel, campaignId: string | null): Promise<Answer<unknown>> {
    const path = `/api/channels/${id}/commands`;
    const answer = await (campaignId === null
      ? this.#api.command(path, 'ReleaseInboundCalls', {})
      : this.#api.command(path, 'ClaimInboundCalls', { campaignId }));
    if (answer.outcome !== 'ok') return answer;
    // What was written follows a moment later in the tables.
    for (let tries = 0; tries < 40; tries += 1) {
      const now = await this.#api.get<{ readonly channels: readonly Channel[] }>('/api/channels');
      const found = now.outcome === 'ok' && now.body.channels.find(({ channel_id }) => channel_id === id);
      if (now.outcome === 'unreachable' || (found && found.inbound_owner === campaignId)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return answer;
  }

  templates(): Question<{ readonly templates: readonly Template[] }> {
    return this.#answers.watch(() => '/api/templates');
  }
}
