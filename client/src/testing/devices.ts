import { Dexie } from 'dexie';
import { IDBKeyRange, IDBObjectStore, indexedDB } from 'fake-indexeddb';
import { judgePush } from '#contracts/flow/push';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import type { SyncEvent } from '#contracts/wire/sync';
import type { ReceivedOp } from '#contracts/flow/operation';
import type { ServerSocket } from '#client/data/server-link';
import { openDevice, type Device } from '#client/data/device';
import type { FlowDesk, FlowOnDevice } from '#client/data/flow-desk';
import { uuid7 } from '#client/data/uuid7';

// Dexie looks for the browser's own when it is loaded.
Object.assign(Dexie.dependencies, { indexedDB, IDBKeyRange });

/** A connection that never comes to be: the device is somewhere without a network. */
const nowhere = (): Promise<ServerSocket> => new Promise(() => undefined);

/** A tab of somebody, on an IndexedDB in memory that all tabs of a test file share. */
export function openTab(
  personId: string,
  {
    connect = nowhere,
    faults = [],
  }: { connect?: (personId: string) => Promise<ServerSocket>; faults?: unknown[] } = {},
): Device {
  return openDevice(personId, {
    connect,
    locks: navigator.locks,
    frame: (run) => queueMicrotask(run),
    report: (fault) => faults.push(fault),
  });
}

/** The flow of a desk as soon as it is like that. */
export function until(desk: FlowDesk, like: (flow: FlowOnDevice) => boolean): Promise<FlowOnDevice> {
  return new Promise((resolve) => {
    const stop = desk.subscribe((flow) => {
      if (!like(flow)) return;
      resolve(flow);
      queueMicrotask(() => stop());
    });
  });
}

/** What the server makes of edits, by its own rules, with nothing around them. */
export function createStream() {
  let state: FlowState = emptyFlow;
  const events: SyncEvent[] = [];
  return {
    events,
    state: (): FlowState => state,
    /** Records edits of one device and gives the events they became. */
    push: (ops: readonly ReceivedOp[], actor: string): readonly SyncEvent[] => {
      const judged = judgePush(state, { replica: ops[0]?.replica ?? '', ops, actor });
      const made = judged.events.map((event, i) => ({
        rev: state.rev + 1 + i,
        event,
        time: '2026-11-28T10:00:00.000Z',
      }));
      state = judged.state;
      events.push(...made);
      return made;
    },
  };
}

/** Edits of somebody on another device, numbered from 1. */
export function opsOf(flowId: string, bodies: readonly { readonly k: string }[], replica = uuid7()): ReceivedOp[] {
  return bodies.map((body, i) => ({ ...body, opId: uuid7(), replica, seq: i + 1, v: 1, flowId, at: 1_000 + i }));
}

/** The device is full: so many writes into a table fail as a browser's do. Returns what empties it again. */
export function fillStorage(table: string, writes: number): () => void {
  const store = IDBObjectStore.prototype as unknown as { add(this: Named, ...row: unknown[]): unknown };
  const { add } = store;
  let left = writes;
  store.add = function (this: Named, ...row: unknown[]): unknown {
    if (this.name !== table || left <= 0) return add.apply(this, row);
    left -= 1;
    throw new DOMException('The device is full.', 'QuotaExceededError');
  };
  return () => void (store.add = add);
}

type Named = { readonly name: string };
