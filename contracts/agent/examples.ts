import type { AgentEvent } from './events.ts';

const agentId = '0193f1a0-0000-7000-8000-000000000009';
const away = {
  timeZone: 'America/Santiago',
  hours: { start: '18:00', end: '09:00', quietDays: ['sat', 'sun'] },
} as const;

/** One example of every event of an agent. */
export const agentExamples = {
  AgentAdded: { type: 'AgentAdded', data: { agentId, name: 'Ana P', phone: '+56221234567', away: null } },
  AgentChanged: {
    type: 'AgentChanged',
    data: {
      ...{ agentId, name: 'Ana P', phone: '+56221234567' },
      away: { timeZone: away.timeZone, hours: { ...away.hours, quietDays: [...away.hours.quietDays] } },
    },
  },
  AgentRemoved: { type: 'AgentRemoved', data: { agentId } },
} satisfies { [E in AgentEvent as E['type']]: E };
