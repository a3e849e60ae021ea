import { connectionIdOf, type Connection, type Json, type Step } from '#contracts/flow/document';
import type { ConflictKind } from '#contracts/flow/events';
import { bodyOf, type Body, type Op } from '#contracts/flow/operation';
import { lookOf } from '#contracts/flow/print';
import type { FlowState, OpenConflict } from '#contracts/flow/state';
import { theirAuthor } from '#contracts/flow/theirs';

/** One side of a clash: who, when (milliseconds of their device's clock; shown only), and what they want there. */
export type Side = {
  /** As the log names them: `person-<id>`; null when nobody in particular put it there. */
  readonly actor: string | null;
  readonly at: number | null;
  /** The value of a field. Absent: the field is empty, or the clash is about no field. */
  readonly value?: Json;
  /** The step as it stands, or as it stood before it was removed. */
  readonly step?: Step;
  readonly connection?: Connection;
};

/** A clash that waits for a person. `theirs` is what stands in the flow now; `mine` is kept here until somebody decides. */
export type ConflictCard = {
  readonly id: string;
  readonly kind: ConflictKind;
  /** The edit that met the clash. */
  readonly op: Op;
  /** The step it is about, to mark and to jump to; null: the flow as a whole. */
  readonly step: string | null;
  readonly field: string | null;
  readonly mine: Side;
  readonly theirs: Side;
  /** Whether `mine` is this person's. */
  readonly own: boolean;
};

/** The open clashes of a flow, oldest first. `me` is this person as the log names them. */
export function conflictCards(view: FlowState, me: string): readonly ConflictCard[] {
  return [...view.conflicts.values()].map((conflict) => {
    const { id, kind, op, actor } = conflict;
    const author = theirAuthor(view, conflict);
    return {
      ...{ id, kind, op, own: actor === me, step: stepOf(op) },
      field: 'field' in op ? op.field : null,
      mine: { actor, at: op.at, ...wanted(op) },
      theirs: { actor: author?.actor ?? null, at: author?.at ?? null, ...standing(view, conflict) },
    };
  });
}

/**
 * The edits that settle a clash as it is seen in this view. `edited`: their value is accepted and this one is put in its
 * place, as an ordinary edit of what stands there now. Null: the clash is open no more.
 */
export function settling(
  view: FlowState,
  conflictId: string,
  choice: 'mine' | 'theirs' | { readonly edited: Json },
): readonly Body[] | null {
  const open = view.conflicts.get(conflictId);
  if (!open) return null;
  const seen = lookOf(view, open);
  if (typeof choice === 'string') return [{ k: 'resolve', conflict: conflictId, choice, seen }];
  const { op } = open;
  const theirs: Body = { k: 'resolve', conflict: conflictId, choice: 'theirs', seen };
  if (op.k === 'setField') {
    const from = view.steps.get(op.id)?.config[op.field];
    return [
      theirs,
      { k: 'setField', id: op.id, field: op.field, ...(from === undefined ? {} : { from }), to: choice.edited },
    ];
  }
  if (op.k === 'setMeta') {
    const from = view.meta.get(op.field);
    return [theirs, { k: 'setMeta', field: op.field, ...(from === undefined ? {} : { from }), to: choice.edited }];
  }
  return null;
}

function stepOf(op: Op): string | null {
  if (op.k === 'connect') return op.from;
  return 'id' in op && op.k !== 'disconnect' ? op.id : null;
}

function wanted(op: Op): Pick<Side, 'value' | 'step' | 'connection'> {
  const body = bodyOf(op);
  if (body.k === 'setField' || body.k === 'setMeta') return body.to === undefined ? {} : { value: body.to };
  if (body.k === 'connect') return { connection: { from: body.from, port: body.port, to: body.to } };
  if (body.k !== 'addStep') return {};
  const { id, type, x, y, config } = body;
  return { step: { id, type, x, y, config } };
}

function standing(view: FlowState, { op, theirs }: OpenConflict): Pick<Side, 'value' | 'step' | 'connection'> {
  switch (op.k) {
    case 'setField': {
      const step = view.steps.get(op.id);
      const value = step?.config[op.field];
      if (step) return { step, ...(value === undefined ? {} : { value }) };
      return theirs.step ? { step: theirs.step } : {};
    }
    case 'setMeta': {
      const value = view.meta.get(op.field);
      return value === undefined ? {} : { value };
    }
    case 'addStep':
    case 'removeStep': {
      const step = view.steps.get(op.id) ?? theirs.step;
      return step ? { step } : {};
    }
    case 'connect': {
      const taken = view.connections.get(view.ports.get(`${op.from}/${op.port}`) ?? connectionIdOf(op));
      return { ...(theirs.step ? { step: theirs.step } : {}), ...(taken ? { connection: taken } : {}) };
    }
    case 'moveStep':
    case 'disconnect':
    case 'resolve':
      return {};
  }
}
