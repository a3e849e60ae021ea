import type { FlowEvent } from '#contracts/flow/events';
import { snapshotOf, stateHash } from '#contracts/flow/snapshot';
import type { FlowState } from '#contracts/flow/state';
import { hashEvery, type FlowEvents } from '#contracts/wire/sockets';
import { syncLimit, type HashAt, type SnapshotAnswer, type SyncAnswer, type SyncEvent } from '#contracts/wire/sync';
import type { Log } from '#server/engine/log/log';
import type { FlowFolds } from './flow-folds.ts';

/** A flow is at rest when nothing was edited for this long; its hash is told then. */
const restMs = 1_000;

type Parts = {
  readonly log: Log;
  readonly folds: FlowFolds;
  readonly say: (events: FlowEvents) => void;
  /** Whether anybody in this process has the flow open. */
  readonly isOpen: (flowId: string) => boolean;
  readonly report: (fault: Error) => void;
};

/** How far the devices of this process were told of a flow, and at which revision they last were given its hash. */
type Told = { rev: number; hashed: number; rest: NodeJS.Timeout | null };

/** What devices are given of a flow's stream: as it grows, and when they ask. */
export function createFlowFeed({ log, folds, say, isOpen, report }: Parts) {
  const told = new Map<string, Told>();
  const inTurn = turnsOfFlows();
  const hashes = new WeakMap<FlowState, string>();

  /** Hashing a large flow takes longer than an edit, so it is done once for everybody who is given the same state. */
  const hashAt = (state: FlowState): HashAt => {
    const hash = hashes.get(state) ?? stateHash(state);
    hashes.set(state, hash);
    return { rev: state.rev, hash };
  };

  const read = async (flowId: string, from: number, to: number): Promise<readonly SyncEvent[]> =>
    (await log.read(`flow-${flowId}`, from))
      .slice(0, to - from + 1)
      .map(({ revision, event, at }) => ({ rev: revision, event: event as FlowEvent, time: at }));

  const forget = (flowId: string, known: Told): void => {
    if (known.rest) clearTimeout(known.rest);
    told.delete(flowId);
  };

  const tell = async (flowId: string, atRest: boolean): Promise<void> => {
    const known = told.get(flowId);
    if (!known) return;
    if (!isOpen(flowId)) {
      forget(flowId, known);
      return;
    }
    const state = await folds.read(flowId);
    const hash = atRest || state.rev - known.hashed >= hashEvery ? hashAt(state) : null;
    const events = state.rev > known.rev ? await read(flowId, known.rev + 1, state.rev) : [];
    sayAll({ flowId, head: state.rev }, events, hash);
    known.rev = state.rev;
    if (hash) known.hashed = state.rev;
    if (known.rest) clearTimeout(known.rest);
    known.rest = known.hashed < state.rev ? setTimeout(() => later(flowId, true), restMs) : null;
  };

  /** In messages of a size that any device can take; the hash comes with the last. */
  const sayAll = (of: Pick<FlowEvents, 'flowId' | 'head'>, events: readonly SyncEvent[], hash: HashAt | null): void => {
    const last = Math.max(0, Math.ceil(events.length / syncLimit) - 1) * syncLimit;
    for (let from = 0; from < last; from += syncLimit) say({ ...of, events: events.slice(from, from + syncLimit) });
    if (events.length > 0 || hash) say({ ...of, events: events.slice(last), ...(hash ? { hash } : {}) });
  };

  const later = (flowId: string, atRest: boolean): void => {
    inTurn(flowId, () => tell(flowId, atRest)).catch((error: unknown) => report(error as Error));
  };

  return {
    /** Something may have been appended to the flow, here or by another process. */
    changed(flowId: string): void {
      if (told.has(flowId)) later(flowId, false);
    },
    /** The same for every flow that is open here. */
    anyChanged(): void {
      for (const flowId of told.keys()) later(flowId, false);
    },
    /** Lets a device in; it is told everything after the revision that is returned. */
    enter(flowId: string, join: () => void): Promise<number> {
      return inTurn(flowId, async () => {
        const known = told.get(flowId);
        if (known && !isOpen(flowId)) forget(flowId, known);
        const { rev } = await folds.read(flowId);
        const now = told.get(flowId) ?? { rev, hashed: rev, rest: null };
        told.set(flowId, now);
        join();
        return now.rev;
      });
    },
    /** What comes after a revision; to who is far behind, the whole instead. */
    async after(flowId: string, fromRev: number): Promise<SyncAnswer | SnapshotAnswer> {
      const state: FlowState = await folds.read(flowId);
      const { rev } = state;
      const { hash } = hashAt(state);
      if (rev - fromRev > syncLimit) return { snapshot: snapshotOf(state), rev, head: rev, hash };
      const events = fromRev < rev ? await read(flowId, fromRev + 1, rev) : [];
      return { events, head: rev, hash: { rev, hash } };
    },
    close(): void {
      for (const [flowId, known] of told) forget(flowId, known);
    },
  };
}

/** One thing at a time for each flow, so that its events are told in order and none is left out. */
function turnsOfFlows() {
  const turns = new Map<string, Promise<unknown>>();
  return <T>(flowId: string, work: () => Promise<T>): Promise<T> => {
    const mine = (turns.get(flowId) ?? Promise.resolve()).then(work);
    const rest = mine
      .catch(() => undefined)
      .finally(() => {
        if (turns.get(flowId) === rest) turns.delete(flowId);
      });
    turns.set(flowId, rest);
    return mine;
  };
}
