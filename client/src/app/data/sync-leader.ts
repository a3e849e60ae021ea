import { liveQuery } from 'dexie';
import type { ConnectFault } from '#contracts/wire/sockets';
import type { DeviceDatabase } from './device-database.ts';
import { createEnteredFlows } from './entered-flows.ts';
import type { FlowStore } from './flow-store.ts';
import { createFlowTurns } from './flow-turns.ts';
import type { OpenFlows } from './open-flows.ts';
import { NoAnswer, type ServerSocket } from './server-link.ts';
import { createTelling } from './sync-telling.ts';

type Parts = {
  readonly db: DeviceDatabase;
  readonly store: FlowStore;
  readonly openFlows: OpenFlows;
  /** A connection that is not yet made; the leader makes it. */
  readonly socket: ServerSocket;
  readonly newId: () => string;
  readonly now: () => number;
  readonly report: (fault: unknown) => void;
};

/** Flows that were opened last are kept fresh, besides those that are kept and those with edits that wait. */
const freshFlows = 30;
const busyAgainMs = 2_000;
/** A connection is made within this time, or its attempt hangs. */
const attemptMs = 3_000;

/**
 * The one tab of a person that holds the connection. It keeps the flows of this device in step with the server, and
 * writes into the database what the other tabs show of it.
 */
export function leadSync({ db, store, openFlows, socket, newId, now, report }: Parts) {
  const telling = createTelling(db, now, report);
  const turns = createFlowTurns({ db, store, socket, telling, newId, report });
  const entered = createEnteredFlows({ db, socket, openFlows, turns });
  /** When the attempt to connect began that is under way; null: there is none. */
  let tried: number | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  const unanswered = (fault: unknown): void => (fault instanceof NoAnswer ? undefined : report(fault));
  const stopped = (): boolean => ['needs-auth', 'upgrade'].includes(telling.state().is);

  socket.on('connect', () => {
    tried = null;
    telling.is('syncing');
    turns.beginAnew();
    entered.beginAnew();
    entered.update().catch(unanswered);
    flowsToKeep(db)
      .then((flowIds) => {
        flowIds.forEach(turns.work);
        // A device without flows has nothing to wait for.
        return flowIds.length === 0 ? telling.progress(true) : undefined;
      })
      .catch(report);
  });
  socket.on('disconnect', (reason) => {
    if (stopped()) return;
    telling.is('offline');
    // A role that changed: the server ends the connection and takes a new one.
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', (error) => {
    tried = null;
    const told = (error as Error & { data?: ConnectFault }).data;
    telling.is(told?.status === 'needs-auth' ? 'needs-auth' : 'offline');
    if (told?.status === 'busy') again = setTimeout(() => socket.connect(), busyAgainMs * (0.5 + Math.random()));
  });
  socket.on('ended', ({ code }) => {
    if (code === 'SignInEnded') telling.is('needs-auth');
  });
  socket.on('flow:events', (notice) => {
    turns.of(notice.flowId).came(notice);
    turns.work(notice.flowId);
  });
  socket.on('flow:presence', (presence) => void entered.keepPresent(presence).catch(report));

  /** New edits of any tab, and flows that were opened or closed. */
  const watching = liveQuery(async () => {
    await db.telling.get('opened');
    const edits = await db.outbox.toCollection().primaryKeys();
    return { edits, flows: await db.flows.toCollection().primaryKeys() };
  }).subscribe({
    next: ({ edits, flows }) => {
      entered.update().catch(unanswered);
      const withEdits = new Set(edits.map(([flowId]) => flowId));
      for (const flowId of flows) if (withEdits.has(flowId) || !turns.isKnown(flowId)) turns.work(flowId);
    },
    error: report,
  });
  socket.io.on('reconnect_attempt', () => (tried = now()));
  const connectAnew = (): void => {
    tried = now();
    socket.disconnect().connect();
  };
  connectAnew();

  return {
    /** Somebody signed in, the network or the app came back: try at once what was waiting. */
    nudge: (): void => {
      // An attempt is left alone at first; one that hangs, and the pause between two, are cut short.
      if (socket.connected ? stopped() : tried === null || now() - tried > attemptMs) connectAnew();
    },
    /** Whether the connection still stands is found out by making it anew. */
    doubt: (): void => {
      if (!socket.connected) return;
      // Without a farewell: where the network is gone it would wait to be sent.
      socket.io.engine.close();
      connectAnew();
    },
    end: async (): Promise<void> => {
      clearTimeout(again);
      watching.unsubscribe();
      socket.off();
      socket.io.off();
      socket.disconnect();
      await turns.end();
    },
  };
}

export type SyncLeader = ReturnType<typeof leadSync>;

/** Which flows are to be kept in step, newest first. */
async function flowsToKeep(db: DeviceDatabase): Promise<readonly string[]> {
  const rows = (await db.flows.toArray()).sort((left, right) => right.openedAt - left.openedAt);
  const withEdits = new Set((await db.outbox.toCollection().primaryKeys()).map(([flowId]) => flowId));
  return rows
    .filter(({ flowId, kept }, i) => i < freshFlows || kept || withEdits.has(flowId))
    .map(({ flowId }) => flowId);
}
