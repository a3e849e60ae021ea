import { connectionIdOf, type Connection, type FlowDocument, type Json } from './document.ts';
import type { FlowEvent } from './events.ts';
import { bodyOf, readOp, type Body, type Op } from './operation.ts';
import { connectionsOf, draftOf, type Draft, type FlowState } from './state.ts';

/** The state after one event. */
export function evolve(state: FlowState, event: FlowEvent): FlowState {
  return evolveAll(state, [event]);
}

/** The state after a batch of events: copied once, changed in place, and from then on left alone. */
export function evolveAll(state: FlowState, events: Iterable<FlowEvent>): FlowState {
  const draft = draftOf(state);
  for (const event of events) fold(draft, event);
  return draft;
}

/** Folds an event into a private draft. */
export function fold(draft: Draft, event: FlowEvent): void {
  const { op, actor } = event.data;
  draft.rev += 1;
  draft.ops.add(op.opId);
  draft.seqs.set(`${op.replica} ${op.seq}`, op.opId);
  draft.replicas.set(op.replica, { last: op.seq, owner: draft.replicas.get(op.replica)?.owner ?? actor });
  if (event.type === 'FlowEditConflicted') stack(draft, event);
  if (event.type === 'FlowEditApplied') applied(draft, event.data);
  if (event.type === 'FlowEditIgnored') ignored(draft, event.data);
}

/**
 * A resolution that the structure does not allow any more closes its card; and a step that is wanted again is no more to
 * be removed, where its removal waits for a decision.
 */
function ignored(draft: Draft, { op: received, why }: Extract<FlowEvent, { type: 'FlowEditIgnored' }>['data']): void {
  const op = readOp(received);
  if (why === 'still-invalid' && op?.k === 'resolve') close(draft, op.conflict);
  if (why === 'same' && op?.k === 'addStep') supersede(draft, op.replica, `remove ${op.id}`);
}

/** A later edit of the same device on the same target takes the place of its open conflict there. */
function stack(draft: Draft, { data }: Extract<FlowEvent, { type: 'FlowEditConflicted' }>): void {
  supersede(draft, data.op.replica, targetOf(data.op));
  draft.conflicts.set(data.op.opId, {
    id: data.op.opId,
    kind: data.kind,
    op: data.op,
    actor: data.actor,
    theirs: data.theirs,
  });
}

function applied(draft: Draft, { op, actor, effects }: Extract<FlowEvent, { type: 'FlowEditApplied' }>['data']): void {
  if (op.k === 'resolve') close(draft, op.conflict);
  else supersede(draft, op.replica, targetOf(op));
  for (const body of changesOf(op, effects)) {
    change(draft, body);
    draft.authors.set(targetOf(body), { actor, at: op.at, rev: draft.rev });
  }
}

/** What an applied edit changes in the document: itself, or what a resolution says. */
export function changesOf(op: Op, effects: readonly Body[] | undefined): readonly Body[] {
  return op.k === 'resolve' ? (effects ?? []) : [bodyOf(op)];
}

function supersede(draft: Draft, replica: string, target: string): void {
  for (const [id, open] of draft.conflicts)
    if (open.op.replica === replica && targetOf(open.op) === target) close(draft, id);
}

function close(draft: Draft, conflict: string): void {
  if (draft.conflicts.delete(conflict)) draft.resolved.add(conflict);
}

/** What an edit is about: two edits with one target speak of the same thing. */
export function targetOf(op: Body): string {
  switch (op.k) {
    case 'setField':
      return `field ${op.id} ${op.field}`;
    case 'setMeta':
      return `meta ${op.field}`;
    case 'connect':
      return `port ${op.from} ${op.port}`;
    case 'removeStep':
      return `remove ${op.id}`;
    case 'addStep':
      return `add ${op.id}`;
    case 'moveStep':
      return `move ${op.id}`;
    case 'disconnect':
      return `disconnect ${op.id}`;
    case 'resolve':
      return `resolve ${op.conflict}`;
  }
}

function change(draft: Draft, body: Body): void {
  switch (body.k) {
    case 'addStep':
      draft.steps.set(body.id, { id: body.id, type: body.type, x: body.x, y: body.y, config: body.config });
      draft.dead.delete(body.id);
      return;
    case 'moveStep': {
      const step = draft.steps.get(body.id);
      if (step) draft.steps.set(body.id, { ...step, x: body.x, y: body.y });
      return;
    }
    case 'setField': {
      const step = draft.steps.get(body.id);
      if (step) draft.steps.set(body.id, { ...step, config: withField(step.config, body.field, body.to) });
      return;
    }
    case 'setMeta':
      if (body.to === undefined) draft.meta.delete(body.field);
      else draft.meta.set(body.field, body.to);
      return;
    case 'removeStep':
      remove(draft, body.id);
      return;
    case 'connect':
      if (body.replaces !== undefined) disconnect(draft, body.replaces);
      attach(draft, body);
      return;
    case 'disconnect':
      disconnect(draft, body.id);
      return;
    case 'resolve':
  }
}

function withField(
  config: Readonly<Record<string, Json>>,
  field: string,
  to: Json | undefined,
): Readonly<Record<string, Json>> {
  if (to !== undefined) return { ...config, [field]: to };
  return Object.fromEntries(Object.entries(config).filter(([name]) => name !== field));
}

function remove(draft: Draft, id: string): void {
  const step = draft.steps.get(id);
  if (!step) return;
  const connections = connectionsOf(draft, id);
  draft.dead.set(id, { step, connections });
  draft.steps.delete(id);
  for (const connection of connections) disconnect(draft, connectionIdOf(connection));
}

function attach(draft: Draft, { from, port, to }: Connection): void {
  const id = connectionIdOf({ from, port, to });
  draft.connections.set(id, { from, port, to });
  draft.ports.set(`${from}/${port}`, id);
}

function disconnect(draft: Draft, id: string): void {
  const connection = draft.connections.get(id);
  if (!connection) return;
  draft.connections.delete(id);
  const port = `${connection.from}/${connection.port}`;
  if (draft.ports.get(port) === id) draft.ports.delete(port);
}

/** The flow as it is drawn and published: plain JSON, in a stable order. */
export function documentOf(state: FlowState): FlowDocument {
  const sorted = <T>(map: ReadonlyMap<string, T>): Record<string, T> =>
    Object.fromEntries([...map].sort(([left], [right]) => (left < right ? -1 : 1)));
  return { steps: sorted(state.steps), connections: sorted(state.connections), meta: sorted(state.meta) };
}
