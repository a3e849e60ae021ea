import {
  forkedInto,
  mergeRules,
  newReplica,
  receive as received,
  receiveSnapshot,
  type FlowReplica,
} from '#contracts/flow/replica';
import type { ReceivedOp } from '#contracts/flow/operation';
import { lostEdits } from '#contracts/flow/lost-edits';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import { foldWithUndo } from '#contracts/flow/undo';
import type { SyncEvent } from '#contracts/wire/sync';
import { appendEdits, type PieceOfWork } from './append-edits.ts';
import type { DeviceDatabase, FlowRow, MergedRow } from './device-database.ts';
import { outboxOf, quarantine } from './set-aside.ts';

/** A flow as it is stored, at one moment. */
export type StoredFlow = { readonly row: FlowRow; readonly replica: FlowReplica };

/** What becomes of a flow by one rule. */
type Outcome = {
  readonly after: FlowReplica;
  readonly row?: Partial<FlowRow>;
  readonly merged?: readonly MergedRow[];
  readonly lost?: readonly ReceivedOp[];
};

/** Most lines of what was merged in one flow. */
const mostMerged = 200;

/**
 * The transactions on flows: each is whole or not at all, and waits for the disk. The rules are those of the contracts;
 * here they are only fed and their outcome written. `me` is this person as the log names them.
 */
export function createFlowStore(db: DeviceDatabase, me: string) {
  /** Confirmed flows of this tab, so that a large one is not read from the disk at every edit. */
  const remembered = new Map<string, { readonly stamp: number; readonly confirmed: FlowState }>();

  const confirmedOf = async ({ flowId, stamp, rev }: FlowRow): Promise<FlowState> => {
    const known = remembered.get(flowId);
    if (known?.stamp === stamp) return known.confirmed;
    const confirmed = rev < 0 ? emptyFlow : ((await db.snapshots.get(flowId))?.confirmed ?? emptyFlow);
    remembered.set(flowId, { stamp, confirmed });
    return confirmed;
  };

  /** To be called within a transaction over flows, snapshots and outbox. */
  const stored = async (flowId: string): Promise<StoredFlow | null> => {
    const row = await db.flows.get(flowId);
    if (!row) return null;
    const { replica, next } = row;
    const fields = { replica, next, outbox: await outboxOf(db, flowId), confirmed: await confirmedOf(row) };
    return { row, replica: { ...newReplica(flowId, replica), ...fields } };
  };

  /** Writes what a rule made of a replica. The tab remembers the flow only once the transaction is through. */
  const write = async ({ row, replica: before }: StoredFlow, after: FlowReplica): Promise<FlowRow> => {
    const stays = new Set(after.outbox);
    const gone = before.outbox.filter((op) => !stays.has(op));
    const isNew = after.outbox.filter((op) => !before.outbox.includes(op));
    await db.outbox.bulkDelete(gone.map(({ flowId, seq }) => [flowId, seq]));
    await db.outbox.bulkPut(isNew);
    await quarantine(db, after.quarantine, 'not-understood');
    const confirmed = after.confirmed === before.confirmed ? null : after.confirmed;
    if (confirmed) await db.snapshots.put({ flowId: row.flowId, confirmed });
    const undecided = [...after.confirmed.conflicts.values()].filter(({ actor }) => actor === me).length;
    const { replica, next } = after;
    const written = {
      ...row,
      ...{ replica, next, undecided, rev: after.confirmed.rev },
      stamp: row.stamp + (confirmed ? 1 : 0),
    };
    await db.flows.put(written);
    return written;
  };

  const change = async <T extends object>(
    flowId: string,
    rule: (flow: StoredFlow) => Outcome & T,
  ): Promise<(T & { readonly row: FlowRow; readonly confirmed: FlowState }) | null> => {
    const changed = await db.transaction(
      'rw',
      [db.flows, db.snapshots, db.outbox, db.quarantine, db.merged],
      async () => {
        const flow = await stored(flowId);
        if (!flow) return null;
        const { after, row = {}, merged = [], lost = [], ...told } = rule(flow);
        const written = await write({ ...flow, row: { ...flow.row, ...row } }, after);
        await keepMerged(db, flowId, merged);
        await quarantine(db, lost, 'lost');
        return { ...(told as unknown as T), row: written, confirmed: after.confirmed };
      },
    );
    if (changed) remembered.set(flowId, { stamp: changed.row.stamp, confirmed: changed.confirmed });
    return changed;
  };

  return {
    /** A flow as it is now; null when it was never opened here. */
    read: (flowId: string): Promise<StoredFlow | null> =>
      db.transaction('r', [db.flows, db.snapshots, db.outbox], () => stored(flowId)),

    /** Makes a flow known on this device, and says when it was opened last. */
    open: (flowId: string, { name, replica, now }: { name: string; replica: string; now: number }): Promise<void> =>
      db.transaction('rw', db.flows, async () => {
        const row = await db.flows.get(flowId);
        if (row) await db.flows.update(flowId, { openedAt: now, ...(name === '' ? {} : { name }) });
        else
          await db.flows.add({
            ...{ flowId, name, replica, next: 1, rev: -1, stamp: 0, fetched: false, openedAt: now },
            ...{ kept: false, refused: null, undecided: 0 },
          });
      }),

    /** The edits themselves: once this is through they are saved. Gives them as they wait, with their numbers. */
    append: (flowId: string, pieces: readonly PieceOfWork[]): Promise<readonly ReceivedOp[]> =>
      appendEdits(db, flowId, pieces),

    /** Takes events as they come. `away`: they are what happened while this device was not connected. */
    receive: (flowId: string, events: readonly SyncEvent[], { away }: { away: boolean }) =>
      change(flowId, ({ row, replica }) => {
        const merged: MergedRow[] = [];
        const times = new Map(events.map(({ rev, time }) => [rev, time]));
        const rules = {
          ...mergeRules,
          fold: (draft: Parameters<typeof foldWithUndo>[0], event: Parameters<typeof foldWithUndo>[1]): void => {
            const undo = foldWithUndo(draft, event);
            const kind = worthTelling(event, me);
            const { op, actor } = event.data;
            if (kind) merged.push({ flowId, rev: draft.rev, op, actor, time: times.get(draft.rev) ?? '', kind, undo });
          },
        };
        const { replica: after, gap } = received(replica, events, rules);
        return { after, gap, merged: away && row.fetched ? merged : [], row: { fetched: true } };
      }),

    /** Takes the server's fold in the place of the confirmed flow, unless what is here is newer. */
    receiveSnapshot: (flowId: string, confirmed: FlowState) =>
      change(flowId, ({ replica }) => ({ after: receiveSnapshot(replica, confirmed), row: { fetched: true } })),

    /**
     * The server holds another flow than this device: it was restored to an earlier day, and may have gone on since. Its
     * flow takes the place of the confirmed one. What this device had sent by then and the server has no more is set
     * aside, to be sent again when its person says so.
     */
    receiveAnew: (flowId: string, confirmed: FlowState, newId: () => string) =>
      change(flowId, ({ replica }) => ({
        after: receiveSnapshot({ ...replica, confirmed: emptyFlow }, confirmed),
        row: { fetched: true },
        lost: lostOps(replica, confirmed, { me, newId }),
      })),

    /** A device restored from an older backup goes on under another id. */
    fork: (flowId: string, id: string) => change(flowId, ({ replica }) => ({ after: forkedInto(replica, id) })),
  };
}

export type FlowStore = ReturnType<typeof createFlowStore>;

/** Somebody else's change, or an edit of mine about something that is gone. */
function worthTelling(event: SyncEvent['event'], me: string): MergedRow['kind'] | null {
  const { actor } = event.data;
  if (event.type === 'FlowEditApplied' && actor !== me) return 'theirs';
  return event.type === 'FlowEditIgnored' && actor === me && event.data.why === 'removed' ? 'ignored' : null;
}

/** The edits that would bring back what was here, where edits of this very device are among what the server lost. */
function lostOps(
  { flowId, replica, confirmed: before }: FlowReplica,
  now: FlowState,
  { me, newId }: { me: string; newId: () => string },
): readonly ReceivedOp[] {
  const sent = (state: FlowState): number => state.replicas.get(replica)?.last ?? 0;
  if (sent(now) >= sent(before)) return [];
  const head = { replica, v: 1, flowId, at: Date.now() } as const;
  return lostEdits(before, now, me).map((body, i): ReceivedOp => ({
    ...body,
    ...head,
    opId: newId(),
    seq: i + 1,
  }));
}

async function keepMerged(db: DeviceDatabase, flowId: string, merged: readonly MergedRow[]): Promise<void> {
  if (merged.length === 0) return;
  await db.merged.bulkPut(merged);
  const all = db.merged.where('[flowId+rev]').between([flowId, 0], [flowId, Infinity]);
  await db.merged.bulkDelete((await all.primaryKeys()).slice(0, -mostMerged));
}
