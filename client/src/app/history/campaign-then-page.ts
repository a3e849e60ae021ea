import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { mdiArrowLeft } from '@mdi/js';
import { campaign } from '#contracts/campaign/campaign';
import type { CampaignEvent } from '#contracts/campaign/events';
import type { Campaign } from '#contracts/campaign/state';
import { fold } from '#contracts/kernel/decider';
import { Channels } from '#client/data/channels';
import { History, type Happening } from '#client/data/history';
import { Icon } from '#client/ui/icon';
import { Loading } from '#client/ui/loading';
import { Reader } from '#client/ui/reader';
import { Refusals, type Said } from '#client/words/refusals';
import { HappeningWords } from './happening-words.ts';
import { campaignLines } from './then-lines.ts';

/** A campaign as it stood after one of its events, made of its events as the server makes it, beside how it stands now. */
@Component({
  selector: 'app-campaign-then-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, Loading, RouterLink, TranslocoDirective],
  templateUrl: './campaign-then-page.html',
  styleUrl: './then-page.scss',
})
export class CampaignThenPage {
  readonly campaignId = input.required<string>();
  readonly revision = input.required<string>();

  readonly #history = inject(History);
  readonly #tell = inject(HappeningWords);
  readonly #transloco = inject(TranslocoService);
  protected readonly refusals = inject(Refusals);
  readonly #channels = inject(Channels).all();
  protected readonly reader = inject(Reader);
  protected readonly icons = { back: mdiArrowLeft };

  protected readonly events = signal<readonly Happening[] | null>(null);
  protected readonly wrong = signal<Said | string>('');
  protected readonly at = computed(() => Number(this.revision()));
  protected readonly event = computed(() => this.events()?.[this.at()] ?? null);
  readonly #names = computed(() => {
    const kept = this.#channels.kept();
    const channels = kept.is === 'here' ? kept.body.channels : [];
    return new Map(channels.map(({ channel_id, name }) => [channel_id, name] as const));
  });
  protected readonly sentence = computed(() => {
    const event = this.event();
    const nothing: ReadonlyMap<string, string> = new Map();
    const names = { channels: this.#names(), steps: nothing, stepTypes: nothing, ports: nothing, dataSets: nothing };
    return event === null ? '' : this.#tell.tell(event, names);
  });
  protected readonly lines = computed(() => {
    const events = this.events() ?? [];
    const [then, now] = [stateAfter(events.slice(0, this.at() + 1)), stateAfter(events)];
    if (then.status === 'missing' || now.status === 'missing') return [];
    const t = (key: string, values = {}): string => this.#transloco.translate(`history.campaignThen.${key}`, values);
    return campaignLines(then, now, { t, reader: this.reader, channels: this.#names() });
  });

  constructor() {
    effect(() => void this.#read(this.campaignId()));
  }

  async #read(campaignId: string): Promise<void> {
    const answer = await this.#history.campaignEvents(campaignId);
    if (answer.outcome === 'ok') this.events.set(answer.body);
    else if (answer.outcome === 'problem') this.wrong.set(answer.problem);
    else this.wrong.set(this.#transloco.translate('history.offline.text'));
  }
}

function stateAfter(events: readonly Happening[]): Campaign {
  return fold(
    campaign,
    events.map(({ type, data }) => ({ type, data }) as unknown as CampaignEvent),
  );
}
