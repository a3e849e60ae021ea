import express, { type Router } from 'express';
import { agent, agentCommand, type AgentCommand } from '#contracts/agent/agent';
import type { AgentEvent } from '#contracts/agent/events';
import { fold } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import { may, type Permission, type Role } from '#contracts/person/roles';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, signedIn, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseCommand } from '#server/engine/http/parse';
import { reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow<Permission>;
  readonly now: () => Instant;
};

/** Whom calls can be handed to. Names and numbers stand in the log alone; who may not read them is given none. */
export function agentRoutes({ log, db, allow, now }: Parts): Router {
  const router = express.Router();
  router.get('/api/agents', allow('readCampaigns'), async (_request, response) => {
    const { rows } = await db.pool.query<{ agent_id: string }>(
      `select agent_id from read.agents where status = 'available' order by agent_id`,
    );
    const streams = await log.readMany(rows.map(({ agent_id }) => `agent-${agent_id}`));
    const open = may(signedIn(response).role as Role, 'readPersonalData');
    const agents = [...streams.values()].flatMap((history) => {
      const found = fold(
        agent,
        history.map(({ event }) => event as AgentEvent),
      );
      if (found.status === 'missing') return [];
      const { agentId, name, phone, away } = found;
      return [{ agentId, away, name: open ? name : null, phone: open ? phone : null }];
    });
    response.json({ agents });
  });
  router.post(
    '/api/agents/:agentId/commands',
    allow('manageChannels'),
    identifiers('agentId'),
    async (request, response) => {
      const parsed = parseCommand(agentCommand, request.body);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const { commandId, command: asked } = parsed.value;
      const id = pathParameter(request, 'agentId');
      const command: AgentCommand =
        asked.type === 'RemoveAgent' ? asked : { type: asked.type, data: { agentId: id, ...asked.data } };
      reply(
        response,
        await handleCommand({ log, decider: agent, id, command, provenance: askedBy(response, commandId, now) }),
      );
    },
  );
  return router;
}
