import type { Body, ReceivedOp } from '#contracts/flow/operation';
import { edit, newReplica, type FlowReplica } from '#contracts/flow/replica';
import type { UndoStep } from '#contracts/flow/undo';
import type { DeviceDatabase, UndoRow } from './device-database.ts';

/** An edit that is to be kept: what it does, its id and when it was made (milliseconds of this device's clock). */
export type NewEdit = { readonly body: Body; readonly opId: string; readonly at: number };

/** What becomes of the stacks of undo and redo with a piece of work; `takes` is the entry that it came from. */
export type UndoChange = {
  readonly steps: readonly UndoStep[];
  readonly onto: UndoRow['stack'];
  readonly takes: number | null;
};

/** Edits that are made and taken back together. */
export type PieceOfWork = { readonly edits: readonly NewEdit[]; readonly undo: UndoChange | null };

/** Pieces of work in one flow that can be taken back. */
const mostUndo = 200;

/** The transaction that edits are: their numbers, the edits in the outbox, and what takes them back. */
export function appendEdits(
  db: DeviceDatabase,
  flowId: string,
  pieces: readonly PieceOfWork[],
): Promise<readonly ReceivedOp[]> {
  return db.transaction('rw', [db.flows, db.outbox, db.undo], async () => {
    const row = await db.flows.get(flowId);
    if (!row)
      throw new Error(
        `Saving an edit: the flow ${flowId} is not on this device; wanted is one that was opened before. Open it first.`,
      );
    const before: FlowReplica = { ...newReplica(flowId, row.replica), next: row.next };
    const edits = pieces.flatMap((piece) => piece.edits);
    const { outbox, next } = edits.reduce((replica, { body, opId, at }) => edit(replica, body, { opId, at }), before);
    await db.outbox.bulkAdd([...outbox]);
    await db.flows.update(flowId, { next });
    for (const { undo } of pieces) if (undo) await stack(db, flowId, undo);
    return outbox;
  });
}

/** New work can be taken back and leaves nothing to be made again; an undo can be made again, and the other way round. */
async function stack(db: DeviceDatabase, flowId: string, { steps, onto, takes }: UndoChange): Promise<void> {
  if (takes !== null) await db.undo.delete(takes);
  else await db.undo.where('[flowId+stack]').equals([flowId, 'redo']).delete();
  if (steps.length > 0) await db.undo.add({ flowId, stack: onto, steps });
  const surplus = (await db.undo.where('[flowId+stack]').equals([flowId, 'undo']).primaryKeys()).slice(0, -mostUndo);
  await db.undo.bulkDelete(surplus);
}
