import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReceivedOp } from '#contracts/flow/operation';
import { judgePush, type Judged } from '#contracts/flow/push';
import type { Provenance } from '#contracts/kernel/event';
import type { PushAnswer } from '#contracts/wire/sync';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';
import type { FlowFolds } from './flow-folds.ts';

type Parts = { readonly log: Log; readonly folds: FlowFolds };
type Push = {
  readonly flowId: string;
  readonly replica: string;
  readonly ops: readonly ReceivedOp[];
  readonly provenance: Provenance;
};

const tries = 5;

/**
 * Judges a push against the remembered fold and appends its events at exactly that revision. When the fold was stale,
 * or said that something is wrong, everything is judged again on what the stream holds.
 */
export async function pushEdits(
  { log, folds }: Parts,
  { flowId, replica, ops, provenance }: Push,
): Promise<PushAnswer> {
  const asked = { replica, ops, actor: provenance.by };
  let judged = judgePush(await folds.load(flowId), asked);
  if (judged.status !== 'ok') judged = judgePush(await folds.read(flowId), asked);
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    if (await append(log, flowId, judged, { ops, provenance })) {
      folds.keep(flowId, judged.state);
      return { status: judged.status, lastSeq: judged.lastSeq, head: judged.state.rev };
    }
    await wait(randomInt(5, 25) * attempt);
    judged = judgePush(await folds.read(flowId), asked);
  }
  return { status: 'busy', lastSeq: judged.lastSeq, head: judged.state.rev };
}

/** Whether the events are in the stream; false: somebody else wrote meanwhile, or nobody knows. */
async function append(
  log: Log,
  flowId: string,
  { events, state }: Judged,
  { ops, provenance }: Pick<Push, 'ops' | 'provenance'>,
): Promise<boolean> {
  const first = events[0]?.data.op;
  if (!first) return true;
  const before = state.rev - events.length;
  const commandId = `push ${first.replica} ${first.seq} ${first.opId} ${ops.length}`;
  try {
    await log.append(`flow-${flowId}`, before < 0 ? 'no-stream' : before, events, { ...provenance, commandId });
    return true;
  } catch (error) {
    if (error instanceof WrongExpectedRevision || error instanceof AppendOutcomeUnknown) return false;
    throw error;
  }
}
