import type { Event } from '#contracts/kernel/event';

export type ChannelKind = 'whatsapp' | 'voice';
/** Who carries the messages. `sandbox` reaches nobody and is labelled so everywhere. */
export type ChannelProvider = 'sandbox' | 'twilio';

/** A sender of the organisation can be assigned to campaigns. The number is the organisation's own, in E.164. */
export type ChannelRegistered = Event<
  'ChannelRegistered',
  {
    readonly channelId: string;
    readonly kind: ChannelKind;
    readonly provider: ChannelProvider;
    readonly number: string;
    readonly name: string;
  }
>;
/** The sender can no longer be assigned. */
export type ChannelRemoved = Event<'ChannelRemoved', { readonly channelId: string }>;

export type ChannelEvent = ChannelRegistered | ChannelRemoved;
