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
/** How fast the channel may be used. Nobody's attempt under way is touched. */
export type ChannelRatesSet = Event<
  'ChannelRatesSet',
  {
    readonly channelId: string;
    /** Messages or calls a second. */
    readonly perSecond: number;
    /** People who may be written to first within any 24 hours; null: no limit. */
    readonly newContactsPerDay: number | null;
  }
>;
/** Calls to this number belong to this campaign from now on. */
export type InboundCallsClaimed = Event<
  'InboundCallsClaimed',
  { readonly channelId: string; readonly campaignId: string }
>;
/** Calls to this number belong to nobody. */
export type InboundCallsReleased = Event<
  'InboundCallsReleased',
  { readonly channelId: string; readonly campaignId: string }
>;
/** The sender can no longer be assigned. */
export type ChannelRemoved = Event<'ChannelRemoved', { readonly channelId: string }>;

export type ChannelEvent =
  ChannelRegistered | ChannelRatesSet | InboundCallsClaimed | InboundCallsReleased | ChannelRemoved;

/** A number of the organisation is that of this channel, and of no other of its kind. */
export type NumberAssigned = Event<'NumberAssigned', { readonly channelId: string }>;
/** The number may become another channel's. */
export type NumberReleased = Event<'NumberReleased', { readonly channelId: string }>;

export type NumberEvent = NumberAssigned | NumberReleased;
