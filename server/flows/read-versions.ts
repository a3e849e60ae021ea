import { flowVersions, type FlowVersions, type FlowVersionsEvent } from '#contracts/flow/versions';
import { fold } from '#contracts/kernel/decider';
import type { Log } from '#server/engine/log/log';

/** A flow around its edits: whether it exists, and its published versions. */
export async function readVersions(log: Log, flowId: string): Promise<FlowVersions> {
  const history = await log.read(`flowVersions-${flowId}`);
  return fold(
    flowVersions,
    history.map(({ event }) => event as FlowVersionsEvent),
  );
}
