import express, { type Router } from 'express';
import { channelCommand, type ChannelCommand } from '#contracts/channel/channel';
import type { Instant } from '#contracts/kernel/event';
import type { Permission } from '#contracts/person/roles';
import { askedBy, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseCommand } from '#server/engine/http/parse';
import { reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { askChannel } from './ask-channel.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow<Permission>;
  readonly now: () => Instant;
  readonly idOf: (value: string) => string;
};

export function channelRoutes({ log, db, allow, now, idOf }: Parts): Router {
  const router = express.Router();
  router.get('/api/channels', allow('readCampaigns'), async (_request, response) => {
    const { rows } = await db.pool.query('select * from read.channels order by name, channel_id');
    response.json({ channels: rows });
  });
  router.post(
    '/api/channels/:channelId/commands',
    allow('manageChannels'),
    identifiers('channelId'),
    async (request, response) => {
      const parsed = parseCommand(channelCommand, request.body);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const { commandId, command: asked } = parsed.value;
      const id = pathParameter(request, 'channelId');
      const command: ChannelCommand =
        asked.type === 'RegisterChannel' ? { type: asked.type, data: { channelId: id, ...asked.data } } : asked;
      reply(response, await askChannel({ log, idOf }, id, command, askedBy(response, commandId, now)));
    },
  );
  return router;
}
