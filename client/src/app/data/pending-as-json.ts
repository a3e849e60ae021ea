import type { DeviceDatabase } from './device-database.ts';

/** Every edit of this device that the server has not confirmed, as the text of a file that a person can keep or send. */
export async function pendingAsJson(db: DeviceDatabase, now: number): Promise<string> {
  const [flows, outbox, quarantine] = await Promise.all([
    db.flows.toArray(),
    db.outbox.toArray(),
    db.quarantine.toArray(),
  ]);
  const withEdits = flows
    .map(({ flowId, name, rev }) => ({
      ...{ flowId, name, confirmedRevision: rev },
      waiting: outbox.filter((op) => op.flowId === flowId),
      setAside: quarantine.filter((aside) => aside.flowId === flowId).map(({ op, why }) => ({ why, op })),
    }))
    .filter(({ waiting, setAside }) => waiting.length + setAside.length > 0);
  const exportedAt = new Date(now).toISOString();
  return JSON.stringify({ file: 'ai-flows-pending-edits', version: 1, exportedAt, flows: withEdits }, null, 2);
}
