import { evolveAll } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import type { Log } from '#server/engine/log/log';

const remembered = 100;

/** Flows kept folded between pushes. What is remembered may be stale; the exact revision of an append notices. */
export function createFlowFolds(log: Log) {
  const folds = new Map<string, FlowState>();

  /** A fold that is behind the one that is known is of no use any more. */
  const keep = (flowId: string, state: FlowState): FlowState => {
    const known = folds.get(flowId);
    folds.delete(flowId);
    folds.set(flowId, known && known.rev > state.rev ? known : state);
    for (const oldest of folds.keys()) {
      if (folds.size <= remembered) break;
      folds.delete(oldest);
    }
    return state;
  };

  /** What is remembered, with what the stream holds beyond it. */
  const read = async (flowId: string): Promise<FlowState> => {
    const known = folds.get(flowId) ?? emptyFlow;
    const later = await log.read(`flow-${flowId}`, known.rev + 1);
    if (later.length === 0) return known;
    return keep(
      flowId,
      evolveAll(
        known,
        later.map(({ event }) => event as FlowEvent),
      ),
    );
  };

  return { keep, read, load: async (flowId: string): Promise<FlowState> => folds.get(flowId) ?? read(flowId) };
}

export type FlowFolds = ReturnType<typeof createFlowFolds>;
