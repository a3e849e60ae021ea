import type { ReceivedOp } from '#contracts/flow/operation';
import type { DeviceDatabase, QuarantineRow, Refused } from './device-database.ts';

export function outboxOf(db: DeviceDatabase, flowId: string): Promise<ReceivedOp[]> {
  return db.outbox.where('[flowId+seq]').between([flowId, 0], [flowId, Infinity]).toArray();
}

/** To be called within a transaction over the quarantine. */
export async function quarantine(
  db: DeviceDatabase,
  ops: readonly ReceivedOp[],
  why: QuarantineRow['why'],
): Promise<void> {
  const since = Date.now();
  await db.quarantine.bulkPut(ops.map((op) => ({ opId: op.opId, flowId: op.flowId, op, why, since })));
}

/** Edits beyond a number, which the server will not take, leave the outbox for the quarantine; the flow says why. */
export function setAside(
  db: DeviceDatabase,
  flowId: string,
  { beyond, why, said }: { beyond: number; why: 'forbidden' | 'refused'; said: Refused },
): Promise<void> {
  return db.transaction('rw', [db.flows, db.outbox, db.quarantine], async () => {
    const ops = (await outboxOf(db, flowId)).filter(({ seq }) => seq > beyond);
    await quarantine(db, ops, why);
    await db.outbox.bulkDelete(ops.map(({ seq }) => [flowId, seq]));
    const [first] = ops;
    await db.flows.update(flowId, { refused: said, ...(first ? { next: first.seq } : {}) });
  });
}

/** What was set aside waits again, behind what waits already; what nobody understands stays where it is. */
export function sendAgain(db: DeviceDatabase, flowId: string): Promise<void> {
  return db.transaction('rw', [db.flows, db.outbox, db.quarantine], async () => {
    const row = await db.flows.get(flowId);
    const aside = (await db.quarantine.where('flowId').equals(flowId).toArray())
      .filter(({ why }) => why !== 'not-understood')
      .sort((left, right) => left.op.seq - right.op.seq);
    if (!row) return;
    const renumbered = aside.map(({ op }, i) => ({ ...op, replica: row.replica, seq: row.next + i }));
    await db.outbox.bulkAdd(renumbered);
    await db.quarantine.bulkDelete(aside.map(({ opId }) => opId));
    await db.flows.update(flowId, { next: row.next + renumbered.length, refused: null });
  });
}
