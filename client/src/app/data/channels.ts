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
  claim({ channel_id: id }: Channel, campaignId: string | null): Promise<Answer<unknown>> {
    const path = `/api/channels/${id}/commands`;
    return campaignId === null
      ? this.#api.command(path, 'ReleaseInboundCalls', {})
      : this.#api.command(path, 'ClaimInboundCalls', { campaignId });
  }

  templates(): Question<{ readonly templates: readonly Template[] }> {
    return this.#answers.watch(() => campaignDoors.templates);
  }

  /** A sender or voice number of the organisation becomes known. */
  register(asked: {
    readonly kind: Channel['kind'];
    readonly number: string;
    readonly name: string;
  }): Promise<Answer<unknown>> {
    return this.#api.command(`/api/channels/${uuid7()}/commands`, 'RegisterChannel', { ...asked, provider: 'sandbox' });
  }

  /** A template becomes known. */
  registerTemplate(
    asked: Pick<Template, 'name' | 'language' | 'category' | 'body' | 'approval'>,
  ): Promise<Answer<unknown>> {
    return this.#api.command(`/api/templates/${uuid7()}/commands`, 'RegisterTemplate', asked);
  }

  approve({ template_id: id }: Template, approval: Template['approval']): Promise<Answer<unknown>> {
    return this.#api.command(`/api/templates/${id}/commands`, 'ChangeTemplateApproval', { approval });
  }
}
