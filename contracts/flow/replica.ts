import type { SyncEvent } from '#contracts/wire/sync';
import { decide } from './decide.ts';
import type { FlowEvent } from './events.ts';
import { fold } from './evolve.ts';
import type { Body, Op, ReceivedOp } from './operation.ts';
import { readOp } from './operation.ts';
import { draftOf, emptyFlow, type Draft, type FlowState } from './state.ts';

/** The merge rules a replica folds its waiting edits with: the server's own. */
export type Rules = {
  decide(state: FlowState, op: ReceivedOp, actor: string): FlowEvent;
  fold(draft: Draft, event: FlowEvent): void;
};

export const mergeRules: Rules = { decide, fold };

/**
 * One flow on one device: what the server has confirmed, and the edits made here that it has not. Everything but
 * `onServer` is kept on the device; an edit is in the outbox until its event comes back.
 */
export type FlowReplica = {
  readonly flowId: string;
  /** Who this device is for this flow; a device restored from an older backup takes another id. */
  readonly replica: string;
  readonly confirmed: FlowState;
  readonly outbox: readonly ReceivedOp[];
  /** Edits made here that the server could not understand; kept, to be exported. */
  readonly quarantine: readonly ReceivedOp[];
  /** The number of the next edit. */
  readonly next: number;
  /** Edits up to this number have reached the server; only a mark, forgotten at every connect. */
  readonly onServer: number;
};

export function newReplica(flowId: string, replica: string): FlowReplica {
  return { flowId, replica, confirmed: emptyFlow, outbox: [], quarantine: [], next: 1, onServer: 0 };
}

/** An edit is made: it takes the flow's next number and waits in the outbox. */
export function edit(
  replica: FlowReplica,
  body: Body | ({ readonly k: string } & Readonly<Record<string, unknown>>),
  { opId, at }: { opId: string; at: number },
): FlowReplica {
  const op: ReceivedOp = {
    ...body,
    opId,
    replica: replica.replica,
    seq: replica.next,
    v: 1,
    flowId: replica.flowId,
    at,
  };
  return { ...replica, next: replica.next + 1, outbox: [...replica.outbox, op] };
}

/** What to push now: waiting edits the server has not said to have, in their order. */
export function waiting({ outbox, onServer }: FlowReplica, most: number): readonly ReceivedOp[] {
  return outbox.filter(({ seq }) => seq > onServer).slice(0, most);
}

/** An answer only moves the mark; an edit leaves the outbox when its event comes. */
export function acknowledged(replica: FlowReplica, lastSeq: number): FlowReplica {
  return { ...replica, onServer: Math.max(replica.onServer, lastSeq) };
}

/** A new connection: what was said on the old one is not relied on. */
export function connected(replica: FlowReplica): FlowReplica {
  return { ...replica, onServer: 0 };
}

export type Received = {
  readonly replica: FlowReplica;
  /** Events are missing before those that came: ask for a sync. */ readonly gap: boolean;
};

/**
 * Events as they come, in any order, some of them twice: the next one is taken, older ones are known, later ones are a gap.
 *
 * An edit leaves the outbox when the event of that very sending comes: same device id, number and opId. After a fork the
 * same edit may still land under the device's old id, by a push that was long on its way; it then stays, is sent under
 * the new number, and comes back as a duplicate. Taking it out at once would leave a hole in the numbers that the server
 * waits for (found by the property tests: once in 3,000 schedules).
 */
export function receive(replica: FlowReplica, events: readonly SyncEvent[], rules: Rules = mergeRules): Received {
  const draft = draftOf(replica.confirmed);
  const landed = new Set<string>();
  const quarantine = [...replica.quarantine];
  let gap = false;
  for (const { rev, event } of events) {
    if (rev > draft.rev + 1) gap = true;
    if (rev !== draft.rev + 1) continue;
    rules.fold(draft, event);
    landed.add(keyOf(event.data.op));
    if (event.type === 'FlowEditRejected' && isOwn(replica, event.data.op)) quarantine.push(event.data.op);
  }
  const outbox = replica.outbox.filter((op) => !landed.has(keyOf(op)));
  return { replica: { ...replica, confirmed: draft, outbox, quarantine }, gap };
}

/**
 * A snapshot takes the place of the confirmed flow, unless it is older. Edits that stand in it have landed; of those the
 * server rejects one it cannot understand, and so the device keeps it as well.
 */
export function receiveSnapshot(replica: FlowReplica, confirmed: FlowState): FlowReplica {
  if (confirmed.rev <= replica.confirmed.rev) return replica;
  const kept = new Set(replica.quarantine.map(({ opId }) => opId));
  const rejected = replica.outbox.filter(
    (op) => confirmed.ops.has(op.opId) && readOp(op) === null && !kept.has(op.opId),
  );
  const outbox = replica.outbox.filter((op) => confirmed.seqs.get(`${op.replica} ${op.seq}`) !== op.opId);
  return { ...replica, confirmed, outbox, quarantine: [...replica.quarantine, ...rejected] };
}

/** Made on this device, also when it landed under the id that the device had before a fork. */
function isOwn({ replica, outbox }: FlowReplica, op: ReceivedOp): boolean {
  return op.replica === replica || outbox.some(({ opId }) => opId === op.opId);
}

function keyOf({
  replica,
  seq,
  opId,
}: {
  readonly replica: string;
  readonly seq: number;
  readonly opId: string;
}): string {
  return `${replica} ${seq} ${opId}`;
}

/**
 * Whether this device was restored from an older backup: an edit waits under a number that the server has already seen
 * used for another one. Checked after every event, not only when the server says so.
 */
export function isForked({ replica, outbox, confirmed }: FlowReplica): boolean {
  const last = confirmed.replicas.get(replica)?.last ?? 0;
  return outbox.some(({ seq }) => seq <= last);
}

/** Once caught up, a forked device goes on under another id: its waiting edits are numbered anew and keep their opIds. */
export function forkedInto(replica: FlowReplica, id: string): FlowReplica {
  const outbox = replica.outbox.map((op, i) => ({ ...op, replica: id, seq: i + 1 }));
  return { ...replica, replica: id, outbox, next: outbox.length + 1, onServer: 0 };
}

/** What the person sees: the confirmed flow with the waiting edits on top, by the same rules. */
export function viewOf(
  { confirmed, outbox }: Pick<FlowReplica, 'confirmed' | 'outbox'>,
  actor: string,
  rules: Rules = mergeRules,
): FlowState {
  return viewWith(confirmed, outbox, actor, rules);
}

/** A view with further waiting edits on top: one copy, however many they are. */
export function viewWith(
  view: FlowState,
  ops: readonly ReceivedOp[],
  actor: string,
  rules: Rules = mergeRules,
): FlowState {
  if (ops.length === 0) return view;
  const draft = draftOf(view);
  for (const op of ops) {
    const known: Op | null = readOp(op);
    if (known) rules.fold(draft, rules.decide(draft, known, actor));
  }
  return draft;
}
