import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical } from '#contracts/kernel/canonical';
import { connectionIdOf, type Connection, type Json, type Step } from './document.ts';
import { draftOf, emptyFlow, type Author, type DeadStep, type FlowState, type OpenConflict } from './state.ts';

/**
 * A flow's fold as plain JSON, for a device that would have to fold very many events. What follows from the rest is not
 * in it, and lists stand in the order in which the maps hold them, so that the fold goes on from it as from its own.
 */
export type FlowSnapshot = {
  readonly rev: number;
  readonly steps: readonly Step[];
  readonly connections: readonly Connection[];
  readonly meta: readonly (readonly [string, Json])[];
  readonly dead: readonly (readonly [string, DeadStep])[];
  readonly conflicts: readonly OpenConflict[];
  readonly resolved: readonly string[];
  /** Each device with the opIds of all it has sent: the n-th stands under the number n. */
  readonly replicas: readonly { readonly replica: string; readonly owner: string; readonly ops: readonly string[] }[];
  /** Who changed what last. */
  readonly authors: readonly (readonly [string, Author])[];
};

export function snapshotOf(state: FlowState): FlowSnapshot {
  return {
    rev: state.rev,
    steps: [...state.steps.values()],
    connections: [...state.connections.values()],
    meta: [...state.meta],
    dead: [...state.dead],
    conflicts: [...state.conflicts.values()],
    resolved: [...state.resolved],
    replicas: [...state.replicas].map(([replica, { last, owner }]) => ({
      replica,
      owner,
      ops: Array.from({ length: last }, (_, i) => state.seqs.get(`${replica} ${i + 1}`) ?? missing(replica, i + 1)),
    })),
    authors: [...state.authors],
  };
}

export function flowFrom(snapshot: FlowSnapshot): FlowState {
  const draft = draftOf(emptyFlow);
  draft.rev = snapshot.rev;
  for (const step of snapshot.steps) draft.steps.set(step.id, step);
  for (const connection of snapshot.connections) {
    const id = connectionIdOf(connection);
    draft.connections.set(id, connection);
    draft.ports.set(`${connection.from}/${connection.port}`, id);
  }
  for (const [field, value] of snapshot.meta) draft.meta.set(field, value);
  for (const [id, step] of snapshot.dead) draft.dead.set(id, step);
  for (const conflict of snapshot.conflicts) draft.conflicts.set(conflict.id, conflict);
  for (const id of snapshot.resolved) draft.resolved.add(id);
  for (const { replica, owner, ops } of snapshot.replicas) {
    draft.replicas.set(replica, { last: ops.length, owner });
    ops.forEach((opId, i) => {
      draft.ops.add(opId);
      draft.seqs.set(`${replica} ${i + 1}`, opId);
    });
  }
  for (const [target, author] of snapshot.authors) draft.authors.set(target, author);
  return draft;
}

/**
 * 64 bits of SHA-256 over the canonical text of a fold: two that folded the same events have the same. The opIds are
 * left out, since they are many and follow, like the numbers that are in, from the events alone.
 */
export function stateHash(state: FlowState): string {
  const { rev, steps, connections, meta, dead, conflicts, resolved, replicas } = state;
  const text = canonical({
    ...{ rev, resolved: [...resolved].sort(), replicas: Object.fromEntries(replicas) },
    ...{ steps: Object.fromEntries(steps), connections: Object.fromEntries(connections) },
    ...{ meta: Object.fromEntries(meta), dead: Object.fromEntries(dead), conflicts: Object.fromEntries(conflicts) },
  });
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16);
}

function missing(replica: string, seq: number): never {
  throw new Error(
    `Making a snapshot: edit ${seq} of the device ${replica} is not in the fold; wanted are all from 1 on. Fold the flow's stream anew.`,
  );
}
