import type { Transaction } from 'kysely';
import type { AgentEvent } from '#contracts/agent/events';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import { foldInto } from './fold-into.ts';

export type AgentRow = {
  readonly agent_id: string;
  readonly status: 'available' | 'removed';
  /** When the agent takes no calls; null: takes them at any time. */
  readonly away: Extract<AgentEvent, { type: 'AgentAdded' }>['data']['away'];
  readonly added_at: string;
  readonly changed_at: string;
  readonly position: number;
};

/** To whom calls can be handed and when; names and numbers stay in the log, sealed. */
export const agents: Projection<Transaction<unknown>> = {
  name: 'agents',
  kind: 'projection',
  version: 1,
  tables: ['agents'],
  ddl: `
create table agents(
  agent_id uuid primary key,
  status text not null,
  away json,
  added_at timestamptz not null,
  changed_at timestamptz not null,
  position bigint not null);
comment on table agents is 'To whom calls can be handed and when; no names and no numbers.';`,
  handles: ['AgentAdded', 'AgentChanged', 'AgentRemoved'],
  on: async (batch, tx) => {
    await foldInto<AgentRow, AgentEvent>(tx, {
      ...{ table: 'agents', key: 'agent_id', batch: batch as readonly Numbered<AgentEvent>[], evolve },
      keyOf: ({ data }) => data.agentId,
      begins: ({ type }) => type === 'AgentAdded',
    });
    return ['agents'];
  },
};

function evolve(row: AgentRow | undefined, { event, at }: Numbered<AgentEvent>): AgentRow | undefined {
  switch (event.type) {
    case 'AgentAdded': {
      const { agentId, away } = event.data;
      return { agent_id: agentId, status: 'available', away, added_at: at, changed_at: at, position: 0 };
    }
    case 'AgentChanged':
      return row && { ...row, away: event.data.away, changed_at: at };
    case 'AgentRemoved':
      return row && { ...row, status: 'removed', changed_at: at };
  }
}
