import { canonical } from '#contracts/kernel/canonical';
import { connectionIdOf, stepLimit, type Json, type Step } from './document.ts';
import type { ConflictKind, FlowEvent, NoopReason, Theirs } from './events.ts';
import { readOp, type Op, type ReceivedOp } from './operation.ts';
import { printOf } from './print.ts';
import { resolution } from './resolve.ts';
import type { FlowState } from './state.ts';

type Of<K extends Op['k']> = Extract<Op, { k: K }>;

/**
 * What becomes of an edit, given everything that happened before it. Different fields of a step, different steps, moves
 * and additions are merged without a question; what was changed by somebody else meanwhile becomes a conflict, and the
 * document keeps what stands in it.
 */
export function decide(state: FlowState, received: ReceivedOp, actor: string): FlowEvent {
  if (state.ops.has(received.opId)) return noop(received, actor, 'duplicate');
  const op = readOp(received);
  if (!op)
    return {
      type: 'FlowEditRejected',
      data: { op: received, actor, code: bodyKinds.has(received.k) ? 'invalid' : 'unknown-operation' },
    };
  switch (op.k) {
    case 'addStep':
      return addStep(state, op, actor);
    case 'moveStep':
      return state.steps.has(op.id) ? applied(op, actor) : noop(op, actor, 'removed');
    case 'setField':
      return setField(state, op, actor);
    case 'setMeta':
      return setValue(op, state.meta.get(op.field), actor);
    case 'removeStep':
      return removeStep(state, op, actor);
    case 'connect':
      return connect(state, op, actor);
    case 'disconnect':
      return state.connections.has(op.id) ? applied(op, actor) : noop(op, actor, 'same');
    case 'resolve':
      return resolution(state, op, actor);
  }
}

const bodyKinds = new Set([
  'addStep',
  'moveStep',
  'setField',
  'removeStep',
  'connect',
  'disconnect',
  'setMeta',
  'resolve',
]);

function addStep(state: FlowState, op: Of<'addStep'>, actor: string): FlowEvent {
  const there = state.steps.get(op.id);
  if (there)
    return isAsWanted(state, op, there) ? noop(op, actor, 'same') : conflict(op, actor, 'field', { step: there });
  return state.steps.size >= stepLimit ? conflict(op, actor, 'limit', {}) : applied(op, actor);
}

/** It stands there just so, or this device only takes back its removal, which did not take place: what others changed stays. */
function isAsWanted({ conflicts }: FlowState, { id, type, config, replica }: Of<'addStep'>, there: Step): boolean {
  if (type !== there.type) return false;
  const removal = [...conflicts.values()].find(
    ({ op }) => op.k === 'removeStep' && op.id === id && op.replica === replica,
  );
  return removal !== undefined || equal(there.config, config);
}

function setField(state: FlowState, op: Of<'setField'>, actor: string): FlowEvent {
  const step = state.steps.get(op.id);
  if (step) return setValue(op, step.config[op.field], actor);
  const dead = state.dead.get(op.id);
  return conflict(op, actor, 'edit-removed', dead ? { step: dead.step } : {});
}

/** Applied when its author saw the present value; nothing to do when it is so already; else a person decides. */
function setValue(op: Of<'setField'> | Of<'setMeta'>, present: Json | undefined, actor: string): FlowEvent {
  if (equal(present, op.to)) return noop(op, actor, 'same');
  if (equal(present, op.from)) return applied(op, actor);
  return conflict(op, actor, 'field', present === undefined ? {} : { value: present });
}

function removeStep(state: FlowState, op: Of<'removeStep'>, actor: string): FlowEvent {
  const step = state.steps.get(op.id);
  if (!step) return noop(op, actor, 'same');
  return printOf(state, op.id) === op.seen ? applied(op, actor) : conflict(op, actor, 'remove-changed', { step });
}

function connect(state: FlowState, op: Of<'connect'>, actor: string): FlowEvent {
  const gone = [op.from, op.to].find((end) => !state.steps.has(end));
  if (gone !== undefined) {
    const dead = state.dead.get(gone);
    return conflict(op, actor, 'edit-removed', dead ? { step: dead.step } : {});
  }
  if (state.connections.has(connectionIdOf(op))) return noop(op, actor, 'same');
  const taken = state.ports.get(`${op.from}/${op.port}`);
  if (taken === undefined || taken === op.replaces) return applied(op, actor);
  const connection = state.connections.get(taken);
  return conflict(op, actor, 'port', connection ? { connection } : {});
}

export function equal(left: Json | undefined, right: Json | undefined): boolean {
  return canonical(left) === canonical(right) && (left === undefined) === (right === undefined);
}

function applied(op: Op, actor: string): FlowEvent {
  return { type: 'FlowEditApplied', data: { op, actor } };
}

function noop(op: ReceivedOp, actor: string, why: NoopReason): FlowEvent {
  return { type: 'FlowEditIgnored', data: { op, actor, why } };
}

function conflict(op: Op, actor: string, kind: ConflictKind, theirs: Theirs): FlowEvent {
  return { type: 'FlowEditConflicted', data: { op, actor, kind, theirs } };
}
