import { agent, type AgentCommand } from '#contracts/agent/agent';
import type { AgentEvent } from '#contracts/agent/events';
import { fold } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import { commandAgent, listAgents } from '#contracts/wire/agent-doors';
import { handleCommand } from '#server/engine/commands/handle-command';
import { readFrom, serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';

type Parts = { readonly log: Log; readonly db: Database; readonly now: () => Instant };

/** Whom calls can be handed to. Names and numbers stand in the log alone; who may not read them is given none. */
export function agentDoors({ log, db, now }: Parts): readonly Served[] {
  return [
    serve(readFrom(['agents'], listAgents), async ({ by }) => {
      const { rows } = await db.pool.query<{ agent_id: string }>(
        `select agent_id from read.agents where status = 'available' order by agent_id`,
      );
      const streams = await log.readMany(rows.map(({ agent_id }) => `agent-${agent_id}`));
      const open = by.may('readPersonalData');
      const agents = [...streams.values()].flatMap((history) => {
        const found = fold(
          agent,
          history.map(({ event }) => event as AgentEvent),
        );
        if (found.status === 'missing') return [];
        const { agentId, name, phone, away } = found;
        return [{ agentId, away, name: open ? name : null, phone: open ? phone : null }];
      });
      return { agents };
    }),
    serveCommands(commandAgent, now, ({ params: { agentId: id }, command: asked, provenance }) => {
      const command: AgentCommand =
        asked.type === 'RemoveAgent' ? asked : { type: asked.type, data: { agentId: id, ...asked.data } };
      return handleCommand({ log, decider: agent, id, command, provenance });
    }),
  ];
}
