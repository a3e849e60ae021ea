import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import type { Answer } from '#client/data/api';
import { Campaigns } from '#client/data/campaigns';
import { Channels, type Channel } from '#client/data/channels';
import { LiveFacts } from '#client/data/live-facts';
import { Session } from '#client/data/session';
import { Loading } from '#client/ui/loading';
import { Notice } from '#client/ui/notice';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';
import { Refusals, type Said } from '#client/words/refusals';
import { ChannelCard, type ChannelShown } from './channel-card.ts';
import { ChannelForm } from './channel-form.ts';
import { TemplateList } from './template-list.ts';

/** By what a campaign reaches people: its senders and voice numbers, those it may have, and the organisation's templates. */
@Component({
  selector: 'app-channels-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChannelCard, ChannelForm, Loading, MatButton, Notice, TemplateList, TranslocoDirective],
  templateUrl: './channels-page.html',
  styleUrl: './channels-page.scss',
})
export class ChannelsPage {
  readonly campaignId = input.required<string>();

  readonly #campaigns = inject(Campaigns);
  readonly #channels = inject(Channels);
  readonly #session = inject(Session);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  protected readonly reader = inject(Reader);
  protected readonly words = inject(Words);

  readonly #question = this.#channels.all();
  readonly #health = this.#channels.health();
  readonly #campaign = this.#campaigns.one(this.campaignId);
  readonly #names = this.#campaigns.all();
  readonly #told = inject(LiveFacts).watch(() => 'channels', { reload: () => void this.#health.ask() }).facts;

  protected readonly kept = this.#question.kept;
  protected readonly mayEdit = computed(() => this.#session.may('editCampaigns'));
  protected readonly mayClaim = computed(() => this.#session.may('manageChannels'));
  protected readonly role = computed(() => this.words.t(`role.${this.#session.role() ?? 'auditor'}`));
  /** The channel something is being done with. */
  protected readonly busy = signal('');
  protected readonly wrong = signal<Said | string>('');

  readonly #ids = computed(() => {
    const kept = this.#campaign.kept();
    return new Set(kept.is === 'here' ? kept.body.channel_ids : []);
  });
  readonly #shown = computed((): readonly ChannelShown[] => {
    const [kept, health, names] = [this.kept(), this.#health.kept(), this.#names.kept()];
    const channels = kept.is === 'here' ? kept.body.channels : [];
    const known = new Map(
      (health.is === 'here' ? health.body.channels : []).map((each) => [each.channel_id, each] as const),
    );
    const campaigns = new Map(
      (names.is === 'here' ? names.body : []).map((each) => [each.campaign_id, each.name] as const),
    );
    return channels.map((channel) => {
      const fact = this.#told().get(`channel ${channel.channel_id}`);
      const told = fact?.kind === 'channel' ? fact : null;
      return {
        ...channel,
        health: told ?? known.get(channel.channel_id) ?? null,
        owner: channel.inbound_owner === null ? null : (campaigns.get(channel.inbound_owner) ?? ''),
        isOwn: channel.inbound_owner === this.campaignId(),
      };
    });
  });
  protected readonly assigned = computed(() => this.#shown().filter(({ channel_id }) => this.#ids().has(channel_id)));
  protected readonly available = computed(() =>
    this.#shown().filter(({ channel_id, status }) => status === 'available' && !this.#ids().has(channel_id)),
  );

  protected ask(): Promise<void> {
    return this.#question.ask();
  }

  protected assign(channel: Channel): Promise<void> {
    return this.#do(channel, () =>
      this.#campaigns.ask(this.campaignId(), 'AssignChannel', { channelId: channel.channel_id }),
    );
  }

  protected remove(channel: Channel): Promise<void> {
    return this.#do(channel, () =>
      this.#campaigns.ask(this.campaignId(), 'UnassignChannel', { channelId: channel.channel_id }),
    );
  }

  /** Calls to a number belong to one campaign at a time. */
  protected claim(channel: ChannelShown): Promise<void> {
    const release = channel.inbound_owner !== null;
    return this.#do(channel, () => this.#channels.claim(channel, release ? null : this.campaignId()));
  }

  async #do(channel: Channel, deed: () => Promise<Answer<unknown>>): Promise<void> {
    if (this.busy() !== '') return;
    this.busy.set(channel.channel_id);
    this.wrong.set('');
    const answer = await deed();
    await Promise.all([this.#campaign.ask(), this.#question.ask()]);
    this.busy.set('');
    if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else if (answer.outcome === 'unreachable') this.wrong.set(this.#transloco.translate('channels.needsNetwork'));
  }
}
