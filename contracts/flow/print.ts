import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical } from '#contracts/kernel/canonical';
import { connectionIdOf, type Step } from './document.ts';
import type { OpenConflict } from './state.ts';
import { connectionsOf, type FlowState } from './state.ts';

/** 64 bits of SHA-256 over the canonical text: enough to notice a change, nothing is secured by it. */
function hash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(value)))).slice(0, 16);
}

/** What a person saw who removes a step: its type, settings and connections, but not its place. */
export function printOf(state: FlowState, id: string): string {
  const step = state.steps.get(id);
  return step ? printOfStep(step, connectionsOf(state, id).map(connectionIdOf)) : hash(null);
}

/** The same for a step that is not in a flow yet. */
export function printOfStep({ type, config }: Pick<Step, 'type' | 'config'>, connections: readonly string[]): string {
  return hash({ type, config, connections: connections.toSorted() });
}

/** What a person sees who settles a conflict: the present state of the thing it is about. */
export function lookOf(state: FlowState, { op }: OpenConflict): string {
  switch (op.k) {
    case 'setField':
      return hash({ step: state.steps.has(op.id), value: state.steps.get(op.id)?.config[op.field] });
    case 'setMeta':
      return hash({ value: state.meta.get(op.field) });
    case 'removeStep':
      return printOf(state, op.id);
    case 'connect':
      return hash({
        from: state.steps.has(op.from),
        to: state.steps.has(op.to),
        taken: state.ports.get(`${op.from}/${op.port}`),
      });
    case 'addStep':
      return hash({ taken: printOf(state, op.id), full: state.steps.size });
    case 'moveStep':
    case 'disconnect':
    case 'resolve':
      return hash(null);
  }
}
