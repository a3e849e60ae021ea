import { inject, Injectable } from '@angular/core';
import type { ChannelAnswer } from '#contracts/wire/channel-doors';
import type { ChannelHealth } from '#contracts/wire/report-rows';
import type { TemplateAnswer } from '#contracts/wire/template-doors';
import { Answers, type Question } from './answers.ts';
import { Api, type Answer } from './api.ts';
import { campaignDoors } from './campaign-doors.ts';
import { uuid7 } from './uuid7.ts';

export type Channel = ChannelAnswer;
export type Template = TemplateAnswer;
export type { ChannelHealth };

/** What the organisation reaches people by: senders, voice numbers, templates. */
@Injectable({ providedIn: 'root' })
export class Channels {
  readonly #answers = inject(Answers);
  readonly #api = inject(Api);

  all(): Question<{ readonly channels: readonly Channel[] }> {
    return this.#answers.watch(() => campaignDoors.channels);
  }

  /** How well each works, told from its last attempts. */
  health(): Question<{ readonly channels: readonly ChannelHealth[] }> {
    return this.#answers.watch(() => campaignDoors.channelReport);
  }

  /** Calls to a voice number belong to this campaign from now on; null: to nobody. */
  async claim({ channel_id: id }: Channel, campaignId: string | null): Promise<Answer<unknown>> {
    const path = `/api/channels/${id}/commands`;
    const answer = await (campaignId === null
      ? this.#api.command(path, 'ReleaseInboundCalls', {})
      : this.#api.command(path, 'ClaimInboundCalls', { campaignId }));
    if (answer.outcome !== 'ok') return answer;
    await this.#shown('/api/channels', ({ channels = [] }) =>
      channels.some(({ channel_id, inbound_owner }) => channel_id === id && inbound_owner === campaignId),
    );
    return answer;
  }

  templates(): Question<{ readonly templates: readonly Template[] }> {
    return this.#answers.watch(() => campaignDoors.templates);
  }

  /** A sender or voice number of the organisation becomes known. */
  async register(asked: {
    readonly kind: Channel['kind'];
    readonly number: string;
    readonly name: string;
  }): Promise<Answer<unknown>> {
    const id = uuid7();
    const answer = await this.#api.command(`/api/channels/${id}/commands`, 'RegisterChannel', {
      ...{ ...asked, provider: 'sandbox' },
    });
    if (answer.outcome === 'ok')
      await this.#shown('/api/channels', ({ channels = [] }) => channels.some(({ channel_id }) => channel_id === id));
    return answer;
  }

  /** A template becomes known. */
  async registerTemplate(
    asked: Pick<Template, 'name' | 'language' | 'category' | 'body' | 'approval'>,
  ): Promise<Answer<unknown>> {
    const id = uuid7();
    const answer = await this.#api.command(`/api/templates/${id}/commands`, 'RegisterTemplate', asked);
    if (answer.outcome === 'ok') await this.#templateShown(({ template_id }) => template_id === id);
    return answer;
  }

  async approve({ template_id: id }: Template, approval: Template['approval']): Promise<Answer<unknown>> {
    const path = `/api/templates/${id}/commands`;
    const answer = await this.#api.command(path, 'ChangeTemplateApproval', { approval });
    if (answer.outcome === 'ok')
      await this.#templateShown((each) => each.template_id === id && each.approval === approval);
    return answer;
  }

  #templateShown(like: (template: Template) => boolean): Promise<void> {
    return this.#shown('/api/templates', ({ templates = [] }) => templates.some(like));
  }

  /** What was written follows a moment later in the tables; waits for it. */
  async #shown(path: '/api/channels' | '/api/templates', is: (body: Both) => boolean): Promise<void> {
    for (let tries = 0; tries < 40; tries += 1) {
      const now = await this.#api.get<Both>(path);
      if (now.outcome === 'unreachable' || (now.outcome === 'ok' && is(now.body))) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The one list or the other. */
type Both = { readonly channels?: readonly Channel[]; readonly templates?: readonly Template[] };
