import type { FlowPresence } from '#contracts/wire/sockets';
import type { DeviceDatabase } from './device-database.ts';
import type { FlowTurns } from './flow-turns.ts';
import type { OpenFlows } from './open-flows.ts';
import { ask, type ServerSocket } from './server-link.ts';

type Parts = {
  readonly db: DeviceDatabase;
  readonly socket: ServerSocket;
  readonly openFlows: OpenFlows;
  readonly turns: FlowTurns;
};

/** Tells the server which flows are open on this device: their events come by themselves, and others see who is there. */
export function createEnteredFlows({ db, socket, openFlows, turns }: Parts) {
  const entered = new Set<string>();
  let going: Promise<void> = Promise.resolve();

  const leave = async (flowId: string): Promise<void> => {
    entered.delete(flowId);
    await ask(socket, 'flow:close', { flowId });
    await db.telling.delete(`presence ${flowId}`);
  };

  const enter = async (flowId: string): Promise<void> => {
    const row = await db.flows.get(flowId);
    if (!row) return;
    entered.add(flowId);
    const answer = await ask(socket, 'flow:open', { flowId, replica: row.replica });
    if (answer.status !== 'ok') return;
    await keepPresent({ flowId, present: answer.present });
    if (answer.head <= row.rev && row.fetched) return;
    turns.of(flowId).fetchSoon();
    turns.work(flowId);
  };

  const update = async (): Promise<void> => {
    if (!socket.connected) return;
    const open = await openFlows.all();
    for (const flowId of entered) if (!open.has(flowId)) await leave(flowId);
    for (const flowId of open) if (!entered.has(flowId)) await enter(flowId);
  };

  const keepPresent = async ({ flowId, present }: FlowPresence): Promise<void> => {
    await db.telling.put({ key: `presence ${flowId}`, present });
  };

  return {
    /** Flows may have been opened or closed in some tab. */
    update: (): Promise<void> => (going = going.then(update, update)),
    beginAnew: (): void => entered.clear(),
    keepPresent,
  };
}
