import type { ChannelEvent, NumberEvent } from './events.ts';

const channelId = '0193f1a0-0000-7000-8000-000000000004';
const campaignId = '0193f1a0-0000-7000-8000-000000000001';

/** One example of every event of a channel. */
export const channelExamples = {
  ChannelRegistered: {
    type: 'ChannelRegistered',
    data: { channelId, kind: 'whatsapp', provider: 'sandbox', number: '+56600000001', name: 'Sandbox WhatsApp' },
  },
  ChannelRatesSet: { type: 'ChannelRatesSet', data: { channelId, perSecond: 40, newContactsPerDay: 2_000 } },
  InboundCallsClaimed: { type: 'InboundCallsClaimed', data: { channelId, campaignId } },
  InboundCallsReleased: { type: 'InboundCallsReleased', data: { channelId, campaignId } },
  ChannelRemoved: { type: 'ChannelRemoved', data: { channelId } },
} satisfies { [E in ChannelEvent as E['type']]: E };

/** One example of every event of a number of the organisation's own. */
export const numberExamples = {
  NumberAssigned: { type: 'NumberAssigned', data: { channelId } },
  NumberReleased: { type: 'NumberReleased', data: { channelId } },
} satisfies { [E in NumberEvent as E['type']]: E };
