import type { ReceivedOp } from '#contracts/flow/operation';
import { viewOf, viewWith } from '#contracts/flow/replica';
import type { FlowState } from '#contracts/flow/state';

/**
 * Folds edits over a confirmed flow, and of what was folded before only what is new: an edit in a flow with 500 steps and
 * 300 edits that wait costs one copy and one edit, not 300.
 */
export function createViewFold(me: string): (confirmed: FlowState, ops: readonly ReceivedOp[]) => FlowState {
  let last: {
    readonly confirmed: FlowState;
    readonly opIds: readonly string[];
    readonly view: FlowState;
  } | null = null;
  return (confirmed, ops) => {
    const opIds = ops.map(({ opId }) => opId);
    const known = last?.confirmed === confirmed && last.opIds.every((opId, i) => opId === opIds[i]) ? last : null;
    if (known?.opIds.length === opIds.length) return known.view;
    const view = known
      ? viewWith(known.view, ops.slice(known.opIds.length), me)
      : viewOf({ confirmed, outbox: ops }, me);
    last = { confirmed, opIds, view };
    return view;
  };
}

/** What waits, and behind it what is still being saved. */
export function withUnsaved(outbox: readonly ReceivedOp[], unsaved: readonly ReceivedOp[]): readonly ReceivedOp[] {
  if (unsaved.length === 0) return outbox;
  const saved = new Set(outbox.map(({ opId }) => opId));
  return [...outbox, ...unsaved.filter(({ opId }) => !saved.has(opId))];
}
