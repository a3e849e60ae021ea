import { createFlowStore } from './flow-store.ts';
import { DeviceDatabase } from './device-database.ts';
import { openFlowDesk, type FlowDesk } from './flow-desk.ts';
import { makeRoom } from './make-room.ts';
import { createOpenFlows, type Locks } from './open-flows.ts';
import type { ServerSocket } from './server-link.ts';
import { leadSync, type SyncLeader } from './sync-leader.ts';
import { uuid7 } from './uuid7.ts';

export type DeviceParts = {
  /** A connection for this person, not yet made. */
  readonly connect: (personId: string) => Promise<ServerSocket>;
  /** Web Locks; undefined where the page came over plain HTTP, and every tab then holds a connection of its own. */
  readonly locks: Locks | undefined;
  readonly frame: (run: () => void) => void;
  readonly report: (fault: unknown) => void;
  /** Another tab wants to change the shape of the database: this one has let it go and has to be loaded anew. */
  readonly outdated?: () => void;
};

const flowWithinMs = 30_000;

/**
 * One person on one device, as one tab has it: the database, the flows that are open, and the connection where this tab
 * is the one that holds it. Nothing of it knows Angular; tests put two of them on one database for two tabs.
 */
export function openDevice(personId: string, { connect, locks, frame, report, outdated }: DeviceParts) {
  const me = `person-${personId}`;
  const db = new DeviceDatabase(personId);
  db.on('versionchange', () => {
    db.close();
    outdated?.();
  });
  const store = createFlowStore(db, me);
  const openFlows = createOpenFlows(personId, locks);
  const ending = new AbortController();
  let leader: SyncLeader | null = null;
  let leading: Promise<unknown> = Promise.resolve();
  /** The part of the app that makes connections could not be loaded, for example; tried again when something happens. */
  let failed = false;

  const lead = async (): Promise<void> => {
    const socket = await connect(personId);
    if (ending.signal.aborted) return;
    const led = leadSync({ db, store, openFlows, socket, newId: uuid7, now: Date.now, report });
    leader = led;
    await new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()));
    leader = null;
    await led.end();
  };

  const startSync = (): void => {
    const { signal } = ending;
    failed = false;
    leading = (locks ? locks.request(`sync:${personId}`, { signal }, lead) : lead()).catch((fault: unknown) => {
      if (signal.aborted) return;
      failed = true;
      report(fault);
    });
  };

  const openFlow = async (flowId: string, name = ''): Promise<FlowDesk> => {
    await store.open(flowId, { name, replica: uuid7(), now: Date.now() });
    openFlows.open(flowId);
    openedOrClosed();
    const parts = { db, store, me, newId: uuid7, now: Date.now, frame, report };
    const desk = openFlowDesk(flowId, { ...parts, makeRoom: () => makeRoom(db, openFlows) });
    return {
      ...desk,
      close: async () => {
        openFlows.close(flowId);
        openedOrClosed();
        await desk.close();
      },
    };
  };

  const openedOrClosed = (): void => void db.telling.put({ key: 'opened', at: Date.now() }).catch(report);

  return {
    ...{ db, store, me },
    /** Opens a flow in this tab: it is kept in step, others see this person in it. Close what you open. */
    openFlow,
    /** Keeps a flow for good, also while it is open nowhere; false: it has not come in the time that a person waits. */
    keepFlow: async (flowId: string, name: string): Promise<boolean> => {
      const desk = await openFlow(flowId, name);
      await db.flows.update(flowId, { kept: true });
      let late: ReturnType<typeof setTimeout> | undefined;
      const here = await new Promise<boolean>((resolve) => {
        late = setTimeout(() => resolve(false), flowWithinMs);
        desk.subscribe((flow) => (flow.here ? resolve(true) : undefined));
      });
      clearTimeout(late);
      await desk.close();
      return here;
    },
    /** It is kept like all others from now on: until the room is needed. */
    letFlowGo: async (flowId: string): Promise<void> => {
      await db.flows.update(flowId, { kept: false });
    },
    /** Keeps everything in step with the server from now on; of all tabs one does it, and the next when that one ends. */
    sync: startSync,
    /** Removes what can be fetched again and is open nowhere; false: there was nothing. */
    makeRoom: () => makeRoom(db, openFlows),
    /** Somebody signed in, the network or the app came back. */
    nudge: (): void => {
      if (failed) startSync();
      leader?.nudge();
    },
    /** A request did not come through: a connection that claims to stand is made anew, to see whether it can be. */
    doubt: (): void => leader?.doubt(),
    /** Ends, and removes everything that this device keeps of this person. */
    wipe: async (): Promise<void> => {
      ending.abort();
      await leading;
      await db.delete();
    },
    close: async (): Promise<void> => {
      ending.abort();
      await leading;
      db.close();
    },
  };
}

export type Device = ReturnType<typeof openDevice>;
