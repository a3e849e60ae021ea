import { connectionIdOf, stepLimit } from '#contracts/flow/document';
import type { FlowEvent } from '#contracts/flow/events';
import { documentOf, fold } from '#contracts/flow/evolve';
import { readOp } from '#contracts/flow/operation';
import { printOf } from '#contracts/flow/print';
import { draftOf, emptyFlow, type FlowState } from '#contracts/flow/state';
import { canonical } from '#contracts/kernel/canonical';

/** A property that does not hold, with what was found. */
export class Broken extends Error {}

export function demand(holds: boolean, what: string): void {
  if (!holds) throw new Broken(what);
}

/** I6: no dangling connection, one connection a port, at most 500 steps. */
export function checkStructure(state: FlowState, where: string): void {
  demand(state.steps.size <= stepLimit, `I6 ${where}: ${state.steps.size} steps`);
  const ports = new Set<string>();
  for (const [id, connection] of state.connections) {
    demand(state.steps.has(connection.from) && state.steps.has(connection.to), `I6 ${where}: ${id} dangles`);
    demand(id === connectionIdOf(connection), `I6 ${where}: ${id} is not named by its ends`);
    demand(
      !ports.has(`${connection.from}/${connection.port}`),
      `I6 ${where}: two connections leave ${connection.from}/${connection.port}`,
    );
    ports.add(`${connection.from}/${connection.port}`);
  }
}

/** What the stream of a flow must look like: I2, I3, I5b and I6, event by event. */
export function checkStream(flowId: string, events: readonly FlowEvent[]): void {
  const effective = new Set<string>();
  const last = new Map<string, number>();
  const draft = draftOf(emptyFlow);
  for (const event of events) {
    const { op } = event.data;
    if (!(event.type === 'FlowEditIgnored' && event.data.why === 'duplicate')) {
      demand(!effective.has(op.opId), `I2 ${flowId}: ${op.opId} has two effective events`);
      effective.add(op.opId);
    }
    demand(
      op.seq === (last.get(op.replica) ?? 0) + 1,
      `I3 ${flowId}: ${op.replica} has ${op.seq} after ${last.get(op.replica) ?? 0}`,
    );
    last.set(op.replica, op.seq);
    checkReplaced(draft, event, flowId);
    checkKept(draft, event, flowId);
    fold(draft, event);
    checkStructure(draft, `${flowId} rev ${draft.rev}`);
  }
}

/** I5b: a value is replaced, and a step removed, only by an edit whose author saw what stood there. */
function checkReplaced(state: FlowState, event: FlowEvent, flowId: string): void {
  const op = readOp(event.data.op);
  if (event.type === 'FlowEditApplied' && op?.k === 'removeStep')
    demand(
      printOf(state, op.id) === op.seen,
      `I5b ${flowId}: ${op.id} was removed by an author who had not seen its last change`,
    );
  if (event.type !== 'FlowEditApplied' || op?.k !== 'setField') return;
  const present = state.steps.get(op.id)?.config[op.field];
  demand(
    canonical(present) === canonical(op.from),
    `I5b ${flowId}: ${op.id}.${op.field} was replaced by an author who had not seen it`,
  );
}

/** I5: an edit without an effect is the same as what stands there, no longer matters, or waits as a conflict. */
function checkKept(state: FlowState, event: FlowEvent, flowId: string): void {
  const op = readOp(event.data.op);
  if (event.type !== 'FlowEditIgnored' || event.data.why !== 'same' || op?.k !== 'setField') return;
  const present = state.steps.get(op.id)?.config[op.field];
  demand(
    state.steps.has(op.id) && canonical(present) === canonical(op.to),
    `I5 ${flowId}: the edit of ${op.id}.${op.field} was dropped`,
  );
}

/** Everything a state holds, as plain values; the order in which its maps were filled is no part of it. */
export function everythingOf(state: FlowState): string {
  return canonical(
    Object.fromEntries(
      Object.entries(state).map(([name, held]) => [
        name,
        held instanceof Map || held instanceof Set ? [...held].map(canonical).sort() : held,
      ]),
    ),
  );
}

export function sameDocument(left: FlowState, right: FlowState): boolean {
  return (
    canonical(documentOf(left)) === canonical(documentOf(right)) &&
    canonical([...left.conflicts.keys()].sort()) === canonical([...right.conflicts.keys()].sort())
  );
}
