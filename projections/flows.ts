import type { Transaction } from 'kysely';
import type { FlowEvent } from '#contracts/flow/events';
import type { FlowVersionsEvent } from '#contracts/flow/versions';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import { foldInto, save } from './fold-into.ts';

type Handled = FlowEvent | FlowVersionsEvent;

export type FlowRow = {
  readonly flow_id: string;
  readonly name: string;
  readonly status: 'open' | 'archived';
  /** Revision of the newest edit; -1 before the first. */
  readonly rev: number;
  readonly published_version: number | null;
  readonly published_rev: number | null;
  readonly created_at: string;
  readonly edited_at: string;
  readonly position: number;
};

/** Every flow: how far it is edited and which version is published. */
export const flows: Projection<Transaction<unknown>> = {
  name: 'flows',
  kind: 'projection',
  version: 1,
  tables: ['flows', 'flow_versions'],
  ddl: `
create table flows(
  flow_id uuid primary key,
  name text not null,
  status text not null,
  rev int not null,
  published_version int,
  published_rev int,
  created_at timestamptz not null,
  edited_at timestamptz not null,
  position bigint not null);
comment on table flows is 'Every flow: rev is its newest edit, published_version the version a new execution is pinned to.';
create table flow_versions(
  flow_version text primary key,
  flow_id uuid not null,
  version int not null,
  rev int not null,
  steps int not null,
  document json not null,
  published_by text not null,
  published_at timestamptz not null,
  position bigint not null);
create index flow_versions_flow on flow_versions(flow_id, version);
comment on table flow_versions is 'Published versions of flows, which never change.';`,
  handles: [
    'FlowCreated',
    'FlowPublished',
    'FlowArchived',
    'FlowUnarchived',
    'FlowEditApplied',
    'FlowEditIgnored',
    'FlowEditConflicted',
    'FlowEditRejected',
  ],
  on: async (batch, tx) => {
    const events = batch as readonly Numbered<Handled>[];
    const { after } = await foldInto<FlowRow, Handled>(tx, {
      ...{ table: 'flows', key: 'flow_id', batch: events, evolve },
      keyOf: flowIdOf,
      begins: (event) => event.type === 'FlowCreated',
    });
    await save(tx, 'flow_versions', 'flow_version', events.flatMap(versionOf));
    return ['flows', ...[...after.keys()].map((id) => `flow:${id}`)];
  },
};

function flowIdOf({ data }: Handled): string {
  return 'op' in data ? data.op.flowId : data.flowId;
}

function evolve(row: FlowRow | undefined, { event, at, revision }: Numbered<Handled>): FlowRow | undefined {
  switch (event.type) {
    case 'FlowCreated':
      return {
        ...{
          flow_id: event.data.flowId,
          name: event.data.name,
          status: 'open',
          rev: -1,
          published_version: null,
          published_rev: null,
        },
        ...{ created_at: at, edited_at: at, position: 0 },
      };
    case 'FlowPublished':
      return row && { ...row, published_version: event.data.version, published_rev: event.data.rev };
    case 'FlowArchived':
      return row && { ...row, status: 'archived' };
    case 'FlowUnarchived':
      return row && { ...row, status: 'open' };
    case 'FlowEditApplied':
    case 'FlowEditIgnored':
    case 'FlowEditConflicted':
    case 'FlowEditRejected':
      return row && { ...row, rev: revision, edited_at: at };
  }
}

function versionOf({ event, at, by, number }: Numbered<Handled>) {
  if (event.type !== 'FlowPublished') return [];
  const { flowId, version, rev, document } = event.data;
  const steps = Object.keys(document.steps).length;
  return [
    {
      flow_version: `${flowId} ${version}`,
      flow_id: flowId,
      version,
      rev,
      steps,
      document,
      published_by: by,
      published_at: at,
      position: number,
    },
  ];
}
