import type { ReceivedOp } from '#contracts/flow/operation';
import type { FlowState } from '#contracts/flow/state';
import type { Present } from '#contracts/wire/sockets';
import type { DeviceDatabase, FlowRow, MergedRow, QuarantineRow, UndoRow } from './device-database.ts';
import type { FlowStore } from './flow-store.ts';

/** Everything this device has of a flow. */
export type Stored = {
  readonly row: FlowRow;
  readonly confirmed: FlowState;
  readonly outbox: readonly ReceivedOp[];
  readonly merged: readonly MergedRow[];
  readonly quarantine: readonly QuarantineRow[];
  readonly present: readonly Present[];
  readonly undo: UndoRow | undefined;
  readonly redo: UndoRow | undefined;
};

/** Reads it in one transaction, so that it fits together; null: the flow was never opened here. */
export function readStored(db: DeviceDatabase, store: FlowStore, flowId: string): Promise<Stored | null> {
  const tables = [db.flows, db.snapshots, db.outbox, db.merged, db.quarantine, db.undo, db.telling];
  return db.transaction('r', tables, async () => {
    const flow = await store.read(flowId);
    if (!flow) return null;
    const { row, replica } = flow;
    const top = (stack: UndoRow['stack']): Promise<UndoRow | undefined> =>
      db.undo.where('[flowId+stack]').equals([flowId, stack]).last();
    const telling = await db.telling.get(`presence ${flowId}`);
    return {
      ...{ row, confirmed: replica.confirmed, outbox: replica.outbox },
      merged: await db.merged.where('[flowId+rev]').between([flowId, 0], [flowId, Infinity]).reverse().toArray(),
      quarantine: (await db.quarantine.where('flowId').equals(flowId).toArray()).toSorted(asTheyWereMade),
      present: telling && 'present' in telling ? telling.present : [],
      ...{ undo: await top('undo'), redo: await top('redo') },
    };
  });
}

function asTheyWereMade(left: QuarantineRow, right: QuarantineRow): number {
  return left.since - right.since || left.op.seq - right.op.seq;
}
