import type { DeviceDatabase } from './device-database.ts';
import type { OpenFlows } from './open-flows.ts';

/**
 * Makes room on a full device by what can be fetched again: confirmed flows that are open nowhere and answers that
 * nobody asked to keep, then those that were asked for. Edits that wait are never touched. False: there was nothing.
 */
export async function makeRoom(db: DeviceDatabase, openFlows: OpenFlows): Promise<boolean> {
  const open = await openFlows.all();
  return db.transaction('rw', [db.flows, db.snapshots, db.answers, db.keptCampaigns], async () => {
    const closed = (await db.flows.toArray()).filter(({ flowId, fetched }) => fetched && !open.has(flowId));
    const passing = closed.filter(({ kept }) => !kept);
    const unasked = await db.answers.filter(({ keptFor }) => keptFor.length === 0).primaryKeys();
    const isLast = passing.length + unasked.length === 0;
    const flows = isLast ? closed : passing;
    const answers = isLast ? await db.answers.toCollection().primaryKeys() : unasked;
    await db.snapshots.bulkDelete(flows.map(({ flowId }) => flowId));
    for (const { flowId, stamp } of flows) await db.flows.update(flowId, { rev: -1, fetched: false, stamp: stamp + 1 });
    await db.answers.bulkDelete(answers);
    if (isLast) await db.keptCampaigns.toCollection().modify({ since: null, wrong: 'full' });
    return flows.length + answers.length > 0;
  });
}
