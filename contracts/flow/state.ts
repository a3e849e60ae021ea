import type { Connection, ConnectionId, Json, Step } from './document.ts';
import type { ConflictKind, Theirs } from './events.ts';
import type { Op } from './operation.ts';

/** A removed step with the connections that went with it, so that it can come back. */
export type DeadStep = { readonly step: Step; readonly connections: readonly Connection[] };

/** A clash that waits for a person: their value stands in the document, mine stands here. */
export type OpenConflict = {
  readonly id: string;
  readonly kind: ConflictKind;
  readonly op: Op;
  readonly actor: string;
  readonly theirs: Theirs;
};

/** What one device has sent so far. */
export type ReplicaRecord = { readonly last: number; readonly owner: string };

/** Who changed something last; `at` is their device's clock, to be shown and never compared. */
export type Author = { readonly actor: string; readonly at: number; readonly rev: number };

/**
 * The fold of a flow's stream. Maps, since a flow of 500 steps is folded event by event: within a batch they are copied
 * once and changed in place (see `evolve`), and handed out frozen.
 */
export type FlowState = {
  /** Revision of the last event folded; -1 before the first. */
  readonly rev: number;
  readonly steps: ReadonlyMap<string, Step>;
  readonly connections: ReadonlyMap<ConnectionId, Connection>;
  readonly meta: ReadonlyMap<string, Json>;
  readonly dead: ReadonlyMap<string, DeadStep>;
  readonly conflicts: ReadonlyMap<string, OpenConflict>;
  readonly resolved: ReadonlySet<string>;
  readonly replicas: ReadonlyMap<string, ReplicaRecord>;
  /** Every edit ever recorded, by opId. */
  readonly ops: ReadonlySet<string>;
  /** Which edit stands at `replica seq`. */
  readonly seqs: ReadonlyMap<string, string>;
  /** The connection that leaves a port, by `step/port`. */
  readonly ports: ReadonlyMap<string, ConnectionId>;
  /** Who changed a target last, by `targetOf` its edit: the other side of a conflict, by name. */
  readonly authors: ReadonlyMap<string, Author>;
};

export type Draft = {
  rev: number;
  readonly steps: Map<string, Step>;
  readonly connections: Map<ConnectionId, Connection>;
  readonly meta: Map<string, Json>;
  readonly dead: Map<string, DeadStep>;
  readonly conflicts: Map<string, OpenConflict>;
  readonly resolved: Set<string>;
  readonly replicas: Map<string, ReplicaRecord>;
  readonly ops: Set<string>;
  readonly seqs: Map<string, string>;
  readonly ports: Map<string, ConnectionId>;
  readonly authors: Map<string, Author>;
};

export const emptyFlow: FlowState = draftOf({
  rev: -1,
  steps: new Map(),
  connections: new Map(),
  meta: new Map(),
  dead: new Map(),
  conflicts: new Map(),
  resolved: new Set(),
  replicas: new Map(),
  ops: new Set(),
  seqs: new Map(),
  ports: new Map(),
  authors: new Map(),
});

/** A private copy that may be changed in place: one copy a batch, not one an event. */
export function draftOf(state: FlowState): Draft {
  return {
    rev: state.rev,
    steps: new Map(state.steps),
    connections: new Map(state.connections),
    meta: new Map(state.meta),
    dead: new Map(state.dead),
    conflicts: new Map(state.conflicts),
    resolved: new Set(state.resolved),
    replicas: new Map(state.replicas),
    ops: new Set(state.ops),
    seqs: new Map(state.seqs),
    ports: new Map(state.ports),
    authors: new Map(state.authors),
  };
}

export function connectionsOf(state: FlowState, step: string): Connection[] {
  return [...state.connections.values()].filter(({ from, to }) => from === step || to === step);
}
