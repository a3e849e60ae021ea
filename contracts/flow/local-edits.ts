import { decide } from './decide.ts';
import type { Connection, ConnectionId, FlowDocument, Json, Step } from './document.ts';
import { connectionIdOf } from './document.ts';
import { fold } from './evolve.ts';
import type { Body } from './operation.ts';
import { printOf } from './print.ts';
import { draftOf, type Draft, type FlowState } from './state.ts';

/**
 * Edits are made one behind the other, and each says what its author saw. These are several edits that make one step of
 * a person's work; every one is written as it looks after those before it.
 */
export type Writer = {
  readonly edits: Body[];
  readonly state: FlowState;
  add(body: Body): void;
  remove(id: string): void;
};

export function writeOn(state: FlowState): Writer {
  // What was recorded before is of no use to edits that nobody has sent yet.
  const draft: Draft = draftOf({ ...state, ops: new Set(), seqs: new Map(), replicas: new Map() });
  const edits: Body[] = [];
  const add = (body: Body): void => {
    const count = String(edits.length).padStart(12, '0');
    const head = { opId: `00000000-0000-7000-8000-${count}`, replica: 'local', seq: edits.length + 1, v: 1 as const };
    fold(draft, decide(draft, { ...head, ...body, flowId: 'local', at: 0 }, 'local'));
    edits.push(body);
  };
  return { edits, state: draft, add, remove: (id) => add({ k: 'removeStep', id, seen: printOf(draft, id) }) };
}

/** Removes steps together with what is connected to them. */
export function removeSteps(state: FlowState, ids: Iterable<string>): readonly Body[] {
  const writer = writeOn(state);
  for (const id of ids) if (writer.state.steps.has(id)) writer.remove(id);
  return writer.edits;
}

/** The way out of a port, instead of the one it may have. */
export function connectPort(state: FlowState, { from, port, to }: Connection): readonly Body[] {
  const taken = state.ports.get(`${from}/${port}`);
  if (taken === connectionIdOf({ from, port, to })) return [];
  return [{ k: 'connect', from, port, to, ...(taken === undefined ? {} : { replaces: taken }) }];
}

/** A setting as its author leaves it; `undefined` takes it out. */
export function setField(state: FlowState, id: string, field: string, to: Json | undefined): readonly Body[] {
  const from = state.steps.get(id)?.config[field];
  return JSON.stringify(from) === JSON.stringify(to)
    ? []
    : [{ k: 'setField', id, field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

/** The edits that make a flow equal to a document: an older version that is restored, a file that is read. */
export function editsTo(state: FlowState, target: FlowDocument): readonly Body[] {
  const writer = writeOn(state);
  for (const id of state.connections.keys()) if (!target.connections[id]) writer.add({ k: 'disconnect', id });
  for (const [id, step] of state.steps) if (target.steps[id]?.type !== step.type) writer.remove(id);
  for (const step of Object.values(target.steps)) writeStep(writer, step);
  for (const [id, connection] of Object.entries(target.connections)) writeConnection(writer, id, connection);
  for (const field of new Set([...state.meta.keys(), ...Object.keys(target.meta)])) {
    const [from, to] = [state.meta.get(field), target.meta[field]];
    if (JSON.stringify(from) !== JSON.stringify(to))
      writer.add({ k: 'setMeta', field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  }
  return writer.edits;
}

function writeStep(writer: Writer, { id, type, x, y, config }: Step): void {
  const present = writer.state.steps.get(id);
  if (!present) return writer.add({ k: 'addStep', id, type, x, y, config });
  if (present.x !== x || present.y !== y) writer.add({ k: 'moveStep', id, x, y });
  for (const field of new Set([...Object.keys(present.config), ...Object.keys(config)]))
    setField(writer.state, id, field, config[field]).forEach(writer.add);
}

function writeConnection(writer: Writer, id: ConnectionId, connection: Connection): void {
  if (!writer.state.connections.has(id)) connectPort(writer.state, connection).forEach(writer.add);
}
