import type { ChannelEvent } from './events.ts';

const channelId = '0193f1a0-0000-7000-8000-000000000004';

/** One example of every event of a channel. */
export const channelExamples = {
  ChannelRegistered: {
    type: 'ChannelRegistered',
    data: { channelId, kind: 'whatsapp', provider: 'sandbox', number: '+56600000001', name: 'Sandbox WhatsApp' },
  },
  ChannelRemoved: { type: 'ChannelRemoved', data: { channelId } },
} satisfies { [E in ChannelEvent as E['type']]: E };
