import type { FlowEvent } from './events.ts';
import type { ReceivedOp } from './operation.ts';
import { decide } from './decide.ts';
import { fold } from './evolve.ts';
import { draftOf, type FlowState } from './state.ts';

export type PushStatus = 'ok' | 'gap' | 'fork' | 'forbidden';

export type Judged = {
  readonly status: PushStatus;
  readonly events: readonly FlowEvent[];
  readonly state: FlowState;
  /** The replica's last recorded edit after these events. */
  readonly lastSeq: number;
};

/**
 * Judges a push against a state: edits already recorded are passed over, a missing one stops it (gap), a number that was
 * used for another edit stops it (fork: the device was restored from an older backup), and a replica that belongs to
 * somebody else is turned away whole. Everything before a stop still counts.
 */
export function judgePush(
  state: FlowState,
  { replica, ops, actor }: { replica: string; ops: readonly ReceivedOp[]; actor: string },
): Judged {
  const owner = state.replicas.get(replica)?.owner ?? actor;
  const lastOf = (of: FlowState): number => of.replicas.get(replica)?.last ?? 0;
  if (owner !== actor || ops.some((op) => op.replica !== replica))
    return { status: 'forbidden', events: [], state, lastSeq: lastOf(state) };
  const draft = draftOf(state);
  const events: FlowEvent[] = [];
  for (const op of ops.toSorted((left, right) => left.seq - right.seq)) {
    const last = lastOf(draft);
    if (draft.seqs.get(`${replica} ${op.seq}`) === op.opId) continue;
    if (op.seq !== last + 1) return { status: op.seq <= last ? 'fork' : 'gap', events, state: draft, lastSeq: last };
    const event = decide(draft, op, actor);
    fold(draft, event);
    events.push(event);
  }
  return { status: 'ok', events, state: draft, lastSeq: lastOf(draft) };
}
