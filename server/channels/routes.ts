import type { z } from 'zod';
import type { ChannelCommand } from '#contracts/channel/channel';
import { refuse, type Refusal } from '#contracts/kernel/command';
import type { Instant } from '#contracts/kernel/event';
import { commandChannel, listChannels, type channelRow } from '#contracts/wire/channel-doors';
import { readFrom, serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { askChannel } from './ask-channel.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly now: () => Instant;
  readonly idOf: (value: string) => string;
};

function noCampaign(campaignId: string): Refusal {
  return refuse('CampaignIsMissing', `There is no campaign ${campaignId}; name the one that answers the calls.`);
}

export function channelDoors({ log, db, now, idOf }: Parts): readonly Served[] {
  return [
    serve(readFrom(['channels'], listChannels), async () => {
      const { rows } = await db.pool.query<z.infer<typeof channelRow>>(
        'select * from read.channels order by name, channel_id',
      );
      return { channels: rows };
    }),
    serveCommands(commandChannel, now, async ({ params: { channelId: id }, command: asked, provenance }) => {
      const command: ChannelCommand =
        asked.type === 'RegisterChannel' ? { type: asked.type, data: { channelId: id, ...asked.data } } : asked;
      if (asked.type === 'ClaimInboundCalls' && (await log.read(`campaign-${asked.data.campaignId}`)).length === 0)
        return { outcome: 'refused', ...noCampaign(asked.data.campaignId) };
      return askChannel({ log, idOf }, id, command, provenance);
    }),
  ];
}
