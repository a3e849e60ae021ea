import * as z from 'zod';
import { channelCommand } from '#contracts/channel/channel';
import { commandDoor } from './command-door.ts';
import { door } from './door.ts';

const tag = 'Channels';

export const channelRow = z
  .object({
    channel_id: z.uuid(),
    kind: z.enum(['whatsapp', 'voice']),
    provider: z.string(),
    number: z.string(),
    name: z.string(),
    status: z.enum(['available', 'removed']),
    per_second: z.number(),
    new_contacts_per_day: z.int().nullable(),
    inbound_owner: z.uuid().nullable().meta({ description: 'The campaign that calls to it belong to.' }),
    registered_at: z.iso.datetime(),
    position: z.int(),
  })
  .meta({ id: 'Channel' });
export type ChannelAnswer = z.output<typeof channelRow>;

export const listChannels = door({
  ...{ name: 'listChannels', method: 'get', path: '/api/channels', tag, permission: 'readCampaigns' },
  summary: 'WhatsApp senders and voice numbers of the organisation.',
  answer: z.object({ channels: z.array(channelRow) }),
});

export const commandChannel = commandDoor({
  ...{ name: 'commandChannel', path: '/api/channels/{channelId}/commands', tag, permission: 'manageChannels' },
  params: z.object({ channelId: z.uuid() }),
  summary: 'Register a channel, set its rates, claim or release its inbound calls, remove it.',
  command: channelCommand,
  refusals: [
    ...[
      'CampaignIsMissing',
      'ChannelExists',
      'ChannelIsMissing',
      'ChannelIsRemoved',
      'ChannelTakesNoCalls',
      'NumberIsNotE164',
    ],
    ...['InboundCallsAreClaimed', 'NumberIsTaken'],
  ],
});
