import { liveQuery } from 'dexie';
import type { Body, ReceivedOp } from '#contracts/flow/operation';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import type { Present } from '#contracts/wire/sockets';
import { conflictCards, type ConflictCard } from './conflict-cards.ts';
import { createDeeds, type Make } from './desk-deeds.ts';
import type { DeviceDatabase, MergedRow, QuarantineRow, Refused } from './device-database.ts';
import { isStorageFull, type EditOutcome, type Unsaved } from './edit-outcome.ts';
import type { PieceOfWork } from './append-edits.ts';
import type { FlowStore } from './flow-store.ts';
import { prepareEdits } from './prepare-edits.ts';
import { readStored, type Stored } from './read-stored.ts';
import { createSaving } from './save-together.ts';
import { createViewFold, withUnsaved } from './view-fold.ts';

/** A flow as this device shows it: what the server has confirmed with the waiting edits on top, by the same rules. */
export type FlowOnDevice = {
  readonly flowId: string;
  readonly name: string;
  /** The flow to draw. A new object whenever anything in it changed; never to be changed. */
  readonly view: FlowState;
  /** Revision that the server has confirmed here; -1: nothing yet. */
  readonly rev: number;
  /** False: it was never fetched. Without a network there is nothing to show, and nothing can be edited. */
  readonly here: boolean;
  /** Edits saved on this device that the server has not confirmed. */
  readonly waiting: number;
  /** Edits that are on their way to this device's disk, for some milliseconds. */
  readonly saving: number;
  readonly conflicts: readonly ConflictCard[];
  /** What others did while this device was away, newest first. */
  readonly merged: readonly MergedRow[];
  readonly quarantine: readonly QuarantineRow[];
  /** Why the server takes no edits of this flow from here (what it said), or null. */
  readonly refused: Refused | null;
  /** Everybody who has the flow open, this device included. */
  readonly present: readonly Present[];
  /** Who this device is among those present. */
  readonly replica: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
};

/** Edits, or a rule that makes them of the flow as it stands at the moment of editing. */
export type Change = readonly Body[] | ((view: FlowState) => readonly Body[]);

type Parts = {
  readonly db: DeviceDatabase;
  readonly store: FlowStore;
  /** This person as the log names them. */
  readonly me: string;
  readonly newId: () => string;
  readonly now: () => number;
  /** Runs something at the next frame, once however often it is asked for. */
  readonly frame: (run: () => void) => void;
  /** Makes room on a full device; true when it is worth trying again. */
  readonly makeRoom: () => Promise<boolean>;
  readonly report: (fault: unknown) => void;
};

/**
 * One flow, open in one tab. An edit is seen at once and is saved when its promise says so; what other tabs and the
 * server change comes by the database, which is the only truth that tabs share.
 */
export function openFlowDesk(flowId: string, parts: Parts) {
  const { db, store, me, newId, now, frame, report } = parts;
  const listeners = new Set<(flow: FlowOnDevice) => void>();
  let stored: Stored | null = null;
  /** Edits that are seen and not yet saved, and those that are saved and of which the database has not told yet. */
  let unsaved: readonly ReceivedOp[] = [];
  let recent: readonly ReceivedOp[] = [];
  const foldView = createViewFold(me);
  let shown: FlowOnDevice | null = null;
  let held = 0;
  const { promise: read, resolve: isRead } = Promise.withResolvers<undefined>();

  const view = (): FlowState =>
    stored ? foldView(stored.confirmed, withUnsaved(stored.outbox, [...recent, ...unsaved])) : emptyFlow;

  const show = (): void => {
    if (!stored || held > 0) return;
    const { row, outbox, merged, quarantine, present, undo, redo } = stored;
    const seen = view();
    const own = seen.meta.get('name');
    shown = {
      ...{ flowId, view: seen, rev: row.rev, here: row.fetched, merged, quarantine, present },
      ...{ refused: row.refused, replica: row.replica, waiting: withUnsaved(outbox, recent).length },
      name: typeof own === 'string' && own !== '' ? own : row.name,
      saving: unsaved.length,
      conflicts: shown?.view === seen ? shown.conflicts : conflictCards(seen, me),
      ...{ canUndo: undo !== undefined, canRedo: redo !== undefined },
    };
    for (const listener of listeners) listener(shown);
  };

  const reading = liveQuery(() => readStored(db, store, flowId)).subscribe({
    next: (found) => {
      stored = found;
      if (found) recent = recent.filter(({ opId }) => !isToldOf(found, opId));
      isRead(undefined);
      frame(show);
    },
    error: report,
  });

  /** Saves pieces of work that are seen already; null: they are saved. */
  const saving = createSaving(async (pieces: readonly PieceOfWork[]): Promise<Unsaved | null> => {
    try {
      const saved = await withRoom(() => store.append(flowId, pieces), parts.makeRoom);
      recent = [...recent, ...saved];
      return null;
    } catch (fault) {
      if (isStorageFull(fault)) return { saved: false, why: 'storage-full' };
      report(fault);
      return { saved: false, why: 'device-fault', detail: (fault as Error).message };
    } finally {
      const done = new Set(pieces.flatMap(({ edits }) => edits.map(({ opId }) => opId)));
      unsaved = unsaved.filter(({ opId }) => !done.has(opId));
      show();
    }
  });

  const make: Make = (bodies, stacks) => {
    if (!stored?.row.fetched) return Promise.resolve({ saved: false, why: 'not-here' });
    const ready = prepareEdits(bodies, { flowId, row: stored.row, view: view(), me, newId, now });
    if ('why' in ready) return Promise.resolve({ saved: false, ...ready });
    const { edits, undo } = ready;
    unsaved = [...unsaved, ...ready.ops];
    show();
    const told = { saved: true, opIds: edits.map(({ opId }) => opId) } as const;
    return saving.save({ edits, undo: { steps: undo, ...stacks } }).then((no) => no ?? told);
  };

  const deeds = createDeeds({
    ...{ db, flowId, me, make, view },
    isRead: async () => {
      await read;
      await saving.done();
      return readStored(db, store, flowId);
    },
  });

  return {
    current: (): FlowOnDevice | null => shown,
    /** Tells the listener of the flow now, where it is known, and at every change. */
    subscribe: (listener: (flow: FlowOnDevice) => void): (() => void) => {
      listeners.add(listener);
      if (shown) listener(shown);
      return () => listeners.delete(listener);
    },
    /** Makes edits: one piece of work, one step of undo. Seen at once; saved when the promise says so. */
    edit: async (change: Change): Promise<EditOutcome> => {
      if (!stored) await read;
      const bodies = typeof change === 'function' ? change(view()) : change;
      return bodies.length === 0 ? { saved: true, opIds: [] } : make(bodies, { takes: null, onto: 'undo' });
    },
    ...deeds,
    /** While a gesture runs nothing is shown anew; what comes is shown when it is let go. */
    hold: (): (() => void) => {
      let holding = true;
      held += 1;
      return () => {
        if (!holding) return;
        holding = false;
        held -= 1;
        show();
      };
    },
    /** Waits for edits that are being saved, and stops listening. */
    close: async (): Promise<void> => {
      listeners.clear();
      await saving.done();
      reading.unsubscribe();
    },
  };
}

export type FlowDesk = ReturnType<typeof openFlowDesk>;

/** Tries to save, and once more where room could be made. */
async function withRoom<T>(save: () => Promise<T>, makeRoom: () => Promise<boolean>): Promise<T> {
  try {
    return await save();
  } catch (fault) {
    if (!isStorageFull(fault) || !(await makeRoom())) throw fault;
    return save();
  }
}

function isToldOf({ outbox, confirmed, quarantine }: Stored, opId: string): boolean {
  return confirmed.ops.has(opId) || [outbox, quarantine].some((ops) => ops.some((op) => op.opId === opId));
}
