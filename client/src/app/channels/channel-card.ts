import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { mdiPhoneOutline, mdiWhatsapp } from '@mdi/js';
import { writtenNumber } from '#contracts/contact/written-number';
import type { Channel, ChannelHealth } from '#client/data/channels';
import { Icon } from '#client/ui/icon';
import { Reader } from '#client/ui/reader';
import { Words } from '#client/words/words';

/** A channel with how well it works, and to whom its calls belong. */
export type ChannelShown = Channel & {
  readonly health: Pick<
    ChannelHealth,
    'state' | 'attempts' | 'recent_trouble' | 'last_failure' | 'last_reached_at'
  > | null;
  /** Name of the campaign that calls to it belong to; '': one that is not known here; null: none. */
  readonly owner: string | null;
  readonly isOwn: boolean;
};

/** One channel: what it is, how fast it may be used, how well it works. What can be done with it stands inside. */
@Component({
  selector: 'app-channel-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'channels'">
      <app-icon [path]="icon()" />
      <div class="words">
        <h3>{{ channel().name }}</h3>
        <p>
          {{ t('kinds.' + channel().kind) }} · {{ writtenNumber(channel().number) }}
          @if (channel().provider === 'sandbox') {
            · {{ t('sandbox') }}
          }
          @if (channel().status === 'removed') {
            · {{ t('gone') }}
          }
        </p>
        <p>
          {{ t('perSecond.' + channel().kind, { n: reader.number(channel().per_second) }) }} ·
          {{
            channel().new_contacts_per_day === null
              ? t('noDailyLimit')
              : t('perDay', { n: reader.number(channel().new_contacts_per_day ?? 0) })
          }}
        </p>
        @if (channel().kind === 'voice') {
          <p>
            {{
              channel().isOwn
                ? t('calls.own')
                : channel().owner === null
                  ? t('calls.nobody')
                  : channel().owner === ''
                    ? t('calls.another')
                    : t('calls.of', { name: channel().owner ?? '' })
            }}
          </p>
        }
        <p class="health" [class]="channel().health?.state ?? 'ok'">
          <span class="dot" aria-hidden="true"></span>{{ health() }}
        </p>
      </div>
      <div class="deeds"><ng-content /></div>
    </ng-container>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      gap: 0.5rem 0.75rem;
    }
    app-icon {
      margin-top: 0.125rem;
      color: var(--mat-sys-primary);
    }
    .words {
      flex: 1 1 18rem;
      display: grid;
      gap: 0.125rem;
    }
    h3 {
      margin: 0;
      font: var(--mat-sys-title-medium);
      overflow-wrap: anywhere;
    }
    p {
      margin: 0;
      font: var(--mat-sys-body-medium);
      color: var(--mat-sys-on-surface-variant);
    }
    .health {
      display: flex;
      align-items: baseline;
      gap: 0.5rem;
    }
    .dot {
      flex: none;
      width: 0.625rem;
      height: 0.625rem;
      border-radius: 50%;
      background: var(--mat-sys-primary);
    }
    .degraded .dot {
      background: var(--mat-sys-tertiary);
    }
    .failing .dot {
      background: var(--mat-sys-error);
    }
    .deeds {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
  `,
})
export class ChannelCard {
  readonly channel = input.required<ChannelShown>();
  protected readonly writtenNumber = writtenNumber;
  protected readonly reader = inject(Reader);
  readonly #words = inject(Words);
  protected readonly icon = computed(() => (this.channel().kind === 'voice' ? mdiPhoneOutline : mdiWhatsapp));
  /** How well it works, in words. */
  protected readonly health = computed(() => {
    const { health } = this.channel();
    const t = (key: string, values: Record<string, string> = {}): string => this.#words.t(`health.${key}`, values);
    if (!health || health.attempts === 0) return t('unused');
    const trouble = this.reader.number(health.recent_trouble);
    const last = health.last_failure === null ? '' : ` ${t('last', { why: this.#words.reason(health.last_failure) })}`;
    const reached =
      health.last_reached_at === null ? '' : ` ${t('reached', { when: this.reader.moment(health.last_reached_at) })}`;
    return `${t(health.state, { trouble })}${health.recent_trouble > 0 ? last : ''}${reached}`;
  });
}
