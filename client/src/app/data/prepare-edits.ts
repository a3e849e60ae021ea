import { decide } from '#contracts/flow/decide';
import { operationBody, type Body, type ReceivedOp } from '#contracts/flow/operation';
import { draftOf, type FlowState } from '#contracts/flow/state';
import { foldWithUndo, type UndoStep } from '#contracts/flow/undo';
import { pushLimit } from '#contracts/wire/sync';
import type { FlowRow } from './device-database.ts';
import type { NotSaved } from './edit-outcome.ts';
import type { NewEdit } from './append-edits.ts';

type Prepared = {
  readonly edits: readonly NewEdit[];
  /** The edits as they are shown until they are saved; the numbers they get then may be others. */
  readonly ops: readonly ReceivedOp[];
  readonly undo: readonly UndoStep[];
};

type Place = {
  readonly flowId: string;
  readonly row: FlowRow;
  readonly view: FlowState;
  readonly me: string;
  readonly newId: () => string;
  readonly now: () => number;
};

/** A push of one edit alone has to fit, with its head. */
const largestEdit = pushLimit.characters - 1_000;

/** Looks at edits before they are kept: what the server could never take is refused here, while its author is there. */
export function prepareEdits(
  bodies: readonly Body[],
  { flowId, row, view, me, newId, now }: Place,
): Prepared | { readonly why: NotSaved; readonly detail?: string } {
  for (const body of bodies) {
    const { error } = operationBody.safeParse(body);
    const issue = error?.issues[0];
    if (issue) return { why: 'invalid', detail: `${issue.path.join('.')}: ${issue.message}` };
    if (JSON.stringify(body).length > largestEdit)
      return { why: 'invalid', detail: `at most ${largestEdit} characters in one edit` };
  }
  const edits = bodies.map((body) => ({ body, opId: newId(), at: now() }));
  const { replica, next } = row;
  const draft = draftOf(view);
  const undo: UndoStep[] = [];
  const ops: ReceivedOp[] = [];
  for (const [i, { body, opId, at }] of edits.entries()) {
    const op: ReceivedOp = { ...body, opId, replica, seq: next + i, v: 1, flowId, at };
    const event = decide(draft, op, me);
    if (event.type === 'FlowEditConflicted' && event.data.kind === 'limit') return { why: 'too-many-steps' };
    undo.unshift(...foldWithUndo(draft, event));
    ops.push(op);
  }
  return { edits, ops, undo };
}
