import type { QuietHours } from '#contracts/contact/quiet-hours';
import type { Event, Personal } from '#contracts/kernel/event';

type Described = {
  readonly agentId: string;
  readonly name: Personal<string>;
  /** Where calls are handed to, in E.164. */
  readonly phone: Personal<string>;
  /** When the agent takes no calls, in `timeZone` (IANA); null: takes them at any time. */
  readonly away: { readonly timeZone: string; readonly hours: QuietHours } | null;
};

/** Somebody of the organisation takes calls that a campaign hands over. */
export type AgentAdded = Event<'AgentAdded', Described>;
/** Name, number or hours of an agent are others now. */
export type AgentChanged = Event<'AgentChanged', Described>;
/** Calls are no longer handed to this agent. */
export type AgentRemoved = Event<'AgentRemoved', { readonly agentId: string }>;

export type AgentEvent = AgentAdded | AgentChanged | AgentRemoved;
