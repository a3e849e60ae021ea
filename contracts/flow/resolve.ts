import { connectionIdOf, stepLimit } from './document.ts';
import type { FlowEvent, NoopReason } from './events.ts';
import type { Body, Op } from './operation.ts';
import { lookOf, printOf } from './print.ts';
import { connectionsOf, type FlowState, type OpenConflict } from './state.ts';

type Resolve = Extract<Op, { k: 'resolve' }>;

/**
 * A person has decided a conflict while looking at it. It counts only while what they saw is still true; the changes
 * it makes are ordinary edits, and the structure of the flow must allow them.
 */
export function resolution(state: FlowState, op: Resolve, actor: string): FlowEvent {
  const ignored = (why: NoopReason): FlowEvent => ({ type: 'FlowEditIgnored', data: { op, actor, why } });
  const open = state.conflicts.get(op.conflict);
  if (!open) return ignored('already-resolved');
  if (lookOf(state, open) !== op.seen) return ignored('changed-again');
  if (op.choice === 'theirs') return { type: 'FlowEditApplied', data: { op, actor, effects: [] } };
  const effects = mine(state, open);
  return effects ? { type: 'FlowEditApplied', data: { op, actor, effects } } : ignored('still-invalid');
}

/** The edits that put my version in place, or null when the structure does not allow them any more. */
function mine(state: FlowState, { op }: OpenConflict): readonly Body[] | null {
  switch (op.k) {
    case 'setField':
      return setField(state, op);
    case 'setMeta':
      return [withoutUndefined({ k: 'setMeta', field: op.field, from: state.meta.get(op.field), to: op.to })];
    case 'removeStep':
      return state.steps.has(op.id) ? [{ k: 'removeStep', id: op.id, seen: printOf(state, op.id) }] : [];
    case 'connect':
      return connect(state, op);
    case 'addStep':
      return addStep(state, op);
    case 'moveStep':
    case 'disconnect':
    case 'resolve':
      return null;
  }
}

/** A step that stands there under the same id gives way to it, and leaves it its connections. */
function addStep(state: FlowState, op: Extract<Op, { k: 'addStep' }>): readonly Body[] | null {
  const { k, id, type, x, y, config } = op;
  const added: Body = { k, id, type, x, y, config };
  if (!state.steps.has(id)) return state.steps.size >= stepLimit ? null : [added];
  const connections = connectionsOf(state, id).map((connection): Body => ({ k: 'connect', ...connection }));
  return [{ k: 'removeStep', id, seen: printOf(state, id) }, added, ...connections];
}

function setField(state: FlowState, op: Extract<Op, { k: 'setField' }>): readonly Body[] | null {
  const present = state.steps.get(op.id);
  const set = (from: Extract<Op, { k: 'setField' }>['from']): Body =>
    withoutUndefined({ k: 'setField', id: op.id, field: op.field, from, to: op.to });
  if (present) return [set(present.config[op.field])];
  const restored = restore(state, op.id);
  return restored ? [...restored, set(state.dead.get(op.id)?.step.config[op.field])] : null;
}

function connect(state: FlowState, op: Extract<Op, { k: 'connect' }>): readonly Body[] | null {
  const effects: Body[] = [];
  const missing = [...new Set([op.from, op.to])].filter((end) => !state.steps.has(end));
  if (state.steps.size + missing.length > stepLimit) return null;
  for (const end of missing) {
    const restored = restore(state, end);
    if (!restored) return null;
    effects.push(
      ...restored.filter((body) => !(body.k === 'connect' && body.from === op.from && body.port === op.port)),
    );
  }
  const taken = state.ports.get(`${op.from}/${op.port}`);
  const made: Body = { k: 'connect', from: op.from, port: op.port, to: op.to };
  return [...effects, taken === undefined || taken === connectionIdOf(op) ? made : { ...made, replaces: taken }];
}

/** Brings a removed step back with those of its connections whose other end and port are still free. */
function restore(state: FlowState, id: string): Body[] | null {
  const dead = state.dead.get(id);
  if (!dead || state.steps.size >= stepLimit) return null;
  const { type, x, y, config } = dead.step;
  const back: Body[] = [{ k: 'addStep', id, type, x, y, config: { ...config } }];
  const there = (step: string): boolean => step === id || state.steps.has(step);
  for (const { from, port, to } of dead.connections)
    if (there(from) && there(to) && !state.ports.has(`${from}/${port}`)) back.push({ k: 'connect', from, port, to });
  return back;
}

function withoutUndefined<T extends Body>(body: T): T {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as T;
}
