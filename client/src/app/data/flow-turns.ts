import type { DeviceDatabase } from './device-database.ts';
import type { Turn } from './flow-pull.ts';
import { createFlowSync, type FlowSync } from './flow-sync.ts';
import type { FlowStore } from './flow-store.ts';
import { NoAnswer, type ServerSocket } from './server-link.ts';
import type { SyncTelling } from './sync-telling.ts';

type Parts = {
  readonly db: DeviceDatabase;
  readonly store: FlowStore;
  readonly socket: ServerSocket;
  readonly telling: SyncTelling;
  readonly newId: () => string;
  readonly report: (fault: unknown) => void;
};

const busyAgainMs = 2_000;
/** Flows that ask the server at the same time; it answers only so many messages of one connection at once. */
const flowsAtOnce = 6;

/** Each flow works in turns, one at a time; asked while it works, it works once more. */
export function createFlowTurns({ db, store, socket, telling, newId, report }: Parts) {
  const flows = new Map<string, FlowSync>();
  const turns = new Map<string, Promise<void>>();
  /** Flows whose next turn is asked for and has not begun. */
  const asked = new Set<string>();
  let busy = 0;
  /** Flows in their turn, and those that wait for one of the places. */
  let inTurn = 0;
  const places: (() => void)[] = [];
  let ended = false;

  const stepped = (): void => {
    if (socket.connected && !ended) telling.progress(busy === 0).catch(report);
  };

  const syncOf = (flowId: string): FlowSync => {
    const known = flows.get(flowId);
    if (known) return known;
    const made = createFlowSync(flowId, socket, { db, store, newId, report, stepped });
    flows.set(flowId, made);
    return made;
  };

  const after = (flowId: string, turn: Turn): void => {
    if (turn === 'needs-auth' || turn === 'upgrade') telling.is(turn);
    if (turn === 'busy') setTimeout(() => work(flowId), busyAgainMs * (0.5 + Math.random()));
  };

  const failed = (fault: unknown): void => {
    if (!(fault instanceof NoAnswer)) report(fault);
    // What was asked may have been done: begin anew over a new connection, where nothing is relied on.
    else if (socket.connected && socket.id === fault.connection) socket.disconnect().connect();
  };

  const take = async (flowId: string): Promise<Turn> => {
    if (inTurn >= flowsAtOnce) await new Promise<void>((resolve) => places.push(resolve));
    inTurn += 1;
    try {
      return socket.connected ? await syncOf(flowId).turn() : 'done';
    } finally {
      inTurn -= 1;
      places.shift()?.();
    }
  };

  const work = (flowId: string): void => {
    if (!socket.connected || ended || asked.has(flowId)) return;
    busy += 1;
    asked.add(flowId);
    const turn = (turns.get(flowId) ?? Promise.resolve())
      .then(async () => {
        asked.delete(flowId);
        after(flowId, await take(flowId));
      })
      .catch(failed)
      .finally(() => {
        busy -= 1;
        if (turns.get(flowId) === turn) turns.delete(flowId);
        stepped();
      });
    turns.set(flowId, turn);
  };

  return {
    work,
    /** The flow's own line to the server, over the present connection. */
    of: syncOf,
    isKnown: (flowId: string): boolean => flows.has(flowId),
    /** A new connection: nothing that was said over the old one is relied on. */
    beginAnew: (): void => flows.clear(),
    end: async (): Promise<void> => {
      ended = true;
      await Promise.allSettled(turns.values());
    },
  };
}

export type FlowTurns = ReturnType<typeof createFlowTurns>;
