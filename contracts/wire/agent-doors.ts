import * as z from 'zod';
import { agentAway, agentCommand } from '#contracts/agent/agent';
import { commandDoor } from './command-door.ts';
import { door } from './door.ts';

const tag = 'Agents';

export const agentEntry = z
  .object({
    agentId: z.uuid(),
    away: agentAway.meta({ description: 'When no call is put through to them; null: at any time.' }),
    name: z.string().nullable().meta({ description: 'null: you may not read personal data.' }),
    phone: z.string().nullable(),
  })
  .meta({ id: 'Agent' });

export const listAgents = door({
  ...{ name: 'listAgents', method: 'get', path: '/api/agents', tag, permission: 'readCampaigns' },
  summary: 'People to whom calls can be handed. Names and numbers only for who may read personal data.',
  answer: z.object({ agents: z.array(agentEntry) }),
});

export const commandAgent = commandDoor({
  ...{ name: 'commandAgent', path: '/api/agents/{agentId}/commands', tag, permission: 'manageChannels' },
  params: z.object({ agentId: z.uuid() }),
  summary: 'Add an agent, change or remove them.',
  command: agentCommand,
  refusals: ['AgentExists', 'AgentIsMissing', 'AgentIsRemoved'],
});
