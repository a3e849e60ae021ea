import { evolveAll } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import type { Log } from '#server/engine/log/log';

const remembered = 100;

/** Flows kept folded between pushes. What is remembered may be stale; the exact revision of an append notices. */
export function createFlowFolds(log: Log) {
  const folds = new Map<string, FlowState>();

  const keep = (flowId: string, state: FlowState): FlowState => {
    folds.delete(flowId);
    folds.set(flowId, state);
    for (const oldest of folds.keys()) {
      if (folds.size <= remembered) break;
      folds.delete(oldest);
    }
    return state;
  };

  /** From the stream itself. */
  const read = async (flowId: string): Promise<FlowState> => {
    const history = await log.read(`flow-${flowId}`);
    return keep(
      flowId,
      evolveAll(
        emptyFlow,
        history.map(({ event }) => event as FlowEvent),
      ),
    );
  };

  return { keep, read, load: async (flowId: string): Promise<FlowState> => folds.get(flowId) ?? read(flowId) };
}

export type FlowFolds = ReturnType<typeof createFlowFolds>;
