import type { FlowVersions } from '#contracts/flow/versions';
import type { Provenance } from '#contracts/kernel/event';
import { pushLimit, syncSchema, type PushAnswer, type PushRequest } from '#contracts/wire/sync';
import type { Log } from '#server/engine/log/log';
import type { FlowFolds } from './flow-folds.ts';
import { pushEdits } from './push.ts';
import { readVersions } from './read-versions.ts';

type Parts = {
  readonly log: Log;
  readonly folds: FlowFolds;
  /** Called with a flow to which something was appended. */
  readonly appended: (flowId: string) => void;
};

/** Why a push is turned away whole, with the HTTP status that says so. */
export type PushRefused = {
  readonly http: 400 | 404 | 413 | 422;
  readonly code: string;
  readonly detail: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Takes a push, by whatever door it came: the answer is the same. */
export async function takePush(
  { log, folds, appended }: Parts,
  flowId: string,
  push: PushRequest,
  provenance: Provenance,
): Promise<PushAnswer | PushRefused> {
  if (push.schema > syncSchema) return { status: 'upgrade', lastSeq: 0, head: -1 };
  const refused = refusalOf(push, flowId) ?? refusalBy(await readVersions(log, flowId));
  if (refused) return refused;
  const answer = await pushEdits({ log, folds }, { flowId, ...push, provenance });
  appended(flowId);
  return answer;
}

function refusalOf({ ops }: PushRequest, flowId: string): PushRefused | null {
  const foreign = ops.find((op) => op.flowId !== flowId);
  if (foreign)
    return {
      ...{ http: 400, code: 'Invalid' },
      detail: `The edit ${foreign.opId} is of the flow ${foreign.flowId}, not of ${flowId}.`,
    };
  if (JSON.stringify(ops).length > pushLimit.characters)
    return {
      ...{ http: 413, code: 'TooLarge' },
      detail: `A push holds at most ${pushLimit.characters} characters; send fewer edits at once.`,
    };
  return null;
}

function refusalBy(versions: FlowVersions): PushRefused | null {
  if (versions.status === 'missing') return noSuchFlow;
  if (versions.status === 'archived')
    return {
      ...{ http: 422, code: 'FlowIsArchived' },
      detail: `“${versions.name}” is archived and takes no more edits.`,
      details: { name: versions.name },
    };
  return null;
}

export const noSuchFlow: PushRefused = { http: 404, code: 'NotFound', detail: 'There is no such flow.' };
