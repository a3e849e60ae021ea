import * as z from 'zod';
import { isE164 } from '#contracts/contact/e164';
import { quietHours } from '#contracts/contact/quiet-hours';
import { isTimeZone } from '#contracts/contact/time-zones';
import { refuse, type Command } from '#contracts/kernel/command';
import type { Decider, Decision } from '#contracts/kernel/decider';
import type { AgentAdded, AgentEvent } from './events.ts';

/** When the agent takes no calls; null: takes them at any time. */
export const agentAway = z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, 'an IANA time zone like America/Santiago'),
    hours: quietHours,
  })
  .nullable();

const described = z.strictObject({
  name: z.string().trim().min(1).max(120),
  phone: z.string().trim().refine(isE164, 'a number in E.164, like +56961234567'),
  away: agentAway.default(null),
});

/** What an administrator may ask of an agent. */
export const agentCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('AddAgent'), data: described }),
  z.strictObject({ type: z.literal('ChangeAgent'), data: described }),
  z.strictObject({ type: z.literal('RemoveAgent'), data: z.strictObject({}) }),
]);

export type AgentCommand =
  | Command<'AddAgent', AgentAdded['data']>
  | Command<'ChangeAgent', AgentAdded['data']>
  | Command<'RemoveAgent', Record<string, never>>;

export type Agent =
  { readonly status: 'missing' } | ({ readonly status: 'available' | 'removed' } & AgentAdded['data']);

/** Somebody a call can be handed to. */
export const agent: Decider<Agent, AgentCommand, AgentEvent> = {
  category: 'agent',
  initial: { status: 'missing' },
  decide,
  evolve,
};

function decide(command: AgentCommand, state: Agent): Decision<AgentEvent> {
  if (command.type === 'AddAgent')
    return state.status === 'missing'
      ? [{ type: 'AgentAdded', data: command.data }]
      : refuse('AgentExists', `The agent ${command.data.agentId} exists already; use another id.`);
  if (state.status === 'missing') return refuse('AgentIsMissing', 'There is no such agent; add them first.');
  if (command.type === 'RemoveAgent')
    return state.status === 'removed' ? [] : [{ type: 'AgentRemoved', data: { agentId: state.agentId } }];
  if (state.status === 'removed')
    return refuse('AgentIsRemoved', 'This agent was removed and can no longer be changed; add them anew.');
  return [{ type: 'AgentChanged', data: command.data }];
}

function evolve(state: Agent, event: AgentEvent): Agent {
  switch (event.type) {
    case 'AgentAdded':
      return { status: 'available', ...event.data };
    case 'AgentChanged':
      return state.status === 'missing' ? state : { ...state, ...event.data };
    case 'AgentRemoved':
      return state.status === 'missing' ? state : { ...state, status: 'removed' };
  }
}
