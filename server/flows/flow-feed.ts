import type { FlowEvent } from '#contracts/flow/events';
import { snapshotOf, stateHash } from '#contracts/flow/snapshot';
import type { FlowState } from '#contracts/flow/state';
import type { FlowEvents } from '#contracts/wire/sockets';
import { syncLimit, type SnapshotAnswer, type SyncAnswer, type SyncEvent } from '#contracts/wire/sync';
import type { Log } from '#server/engine/log/log';
import type { FlowFolds } from './flow-folds.ts';

type Parts = {
  readonly log: Log;
  readonly folds: FlowFolds;
  readonly say: (events: FlowEvents) => void;
  /** Whether anybody in this process has the flow open. */
  readonly isOpen: (flowId: string) => boolean;
  readonly report: (fault: Error) => void;
};

/** What devices are given of a flow's stream: as it grows, and when they ask. */
export function createFlowFeed({ log, folds, say, isOpen, report }: Parts) {
  /** Up to which revision the devices of this process were told. */
  const told = new Map<string, number>();
  const turns = new Map<string, Promise<unknown>>();

  /** One thing at a time for each flow, so that its events are told in order and none is left out. */
  const inTurn = <T>(flowId: string, work: () => Promise<T>): Promise<T> => {
    const mine = (turns.get(flowId) ?? Promise.resolve()).then(work);
    const rest = mine
      .catch(() => undefined)
      .finally(() => {
        if (turns.get(flowId) === rest) turns.delete(flowId);
      });
    turns.set(flowId, rest);
    return mine;
  };

  const read = async (flowId: string, from: number, to: number): Promise<readonly SyncEvent[]> => {
    const found = await log.read(`flow-${flowId}`, from);
    return found
      .slice(0, to - from + 1)
      .map(({ revision, event, at }) => ({ rev: revision, event: event as FlowEvent, time: at }));
  };

  const tell = async (flowId: string): Promise<void> => {
    const last = told.get(flowId);
    if (last === undefined) return;
    if (!isOpen(flowId)) {
      told.delete(flowId);
      return;
    }
    const state = await folds.read(flowId);
    if (state.rev <= last) return;
    const events = await read(flowId, last + 1, state.rev);
    const head = state.rev;
    for (let from = 0; from < events.length; from += syncLimit) {
      const some = events.slice(from, from + syncLimit);
      const atHead = some.at(-1)?.rev === head;
      say({ flowId, events: some, head, ...(atHead ? { hash: { rev: head, hash: stateHash(state) } } : {}) });
    }
    told.set(flowId, head);
  };

  return {
    /** Something may have been appended to the flow, here or by another process. */
    changed(flowId: string): void {
      if (told.has(flowId)) inTurn(flowId, () => tell(flowId)).catch((error: unknown) => report(error as Error));
    },
    /** The same for every flow that is open here. */
    anyChanged(): void {
      for (const flowId of told.keys()) this.changed(flowId);
    },
    /** Lets a device in; from the revision that is returned on it is told everything. */
    enter(flowId: string, join: () => void): Promise<number> {
      return inTurn(flowId, async () => {
        const { rev } = await folds.read(flowId);
        if (!told.has(flowId) || !isOpen(flowId)) told.set(flowId, rev);
        join();
        return told.get(flowId) ?? rev;
      });
    },
    /** What comes after a revision; to who is far behind, the whole instead. */
    async after(flowId: string, fromRev: number): Promise<SyncAnswer | SnapshotAnswer> {
      const state: FlowState = await folds.read(flowId);
      const { rev } = state;
      if (rev - fromRev > syncLimit) return { snapshot: snapshotOf(state), rev, head: rev, hash: stateHash(state) };
      const events = fromRev < rev ? await read(flowId, fromRev + 1, rev) : [];
      return { events, head: rev, hash: { rev, hash: stateHash(state) } };
    },
  };
}

export type FlowFeed = ReturnType<typeof createFlowFeed>;
