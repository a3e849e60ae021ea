import type { FlowEvent } from '#contracts/flow/events';
import { readOp } from '#contracts/flow/operation';
import { mergeRules, type Rules } from '#contracts/flow/replica';
import type { Bug } from './bugs.ts';

/** The merge rules with one of them broken. */
export function rulesWith(bug: Bug | null): Rules {
  return {
    decide: (state, op, actor) => {
      const event = mergeRules.decide(state, op, actor);
      const known = readOp(op);
      if (event.type !== 'FlowEditConflicted' || !known) return event;
      const applied: FlowEvent = { type: 'FlowEditApplied', data: { op: known, actor } };
      const { kind } = event.data;
      if (bug === 'last writer wins on fields' && kind === 'field' && known.k === 'setField') return applied;
      if (bug === 'conflict dropped') return { type: 'FlowEditIgnored', data: { op: known, actor, why: 'same' } };
      if (bug === 'blind delete' && kind === 'remove-changed') return applied;
      if (bug === 'dangling allowed' && kind === 'edit-removed' && known.k === 'connect') return applied;
      return event;
    },
    fold: (draft, event) => {
      const before = bug === 'no cascade' ? new Map(draft.connections) : null;
      mergeRules.fold(draft, event);
      if (before && event.type === 'FlowEditApplied' && event.data.op.k === 'removeStep')
        for (const [id, connection] of before) draft.connections.set(id, connection);
    },
  };
}
