import * as z from 'zod';
import { operationHead, type ReceivedOp } from '#contracts/flow/operation';
import type { FlowEvent } from '#contracts/flow/events';
import type { FlowSnapshot } from '#contracts/flow/snapshot';

/** The version of the protocol and of the operations' shapes. */
export const syncSchema = 1;

/** Most edits in one push, and their size in characters of JSON. */
export const pushLimit = { ops: 50, characters: 256 * 1024 } as const;

/** A push: edits of one device to one flow, in their order. Bodies may be anything; a body that is no edit is kept, rejected. */
export const pushRequest = z.strictObject({
  replica: z.uuid(),
  schema: z.int().min(1),
  ops: z.array(z.looseObject({ ...operationHead.shape, k: z.string().min(1).max(40) })).max(pushLimit.ops),
});

export type PushRequest = { readonly replica: string; readonly schema: number; readonly ops: readonly ReceivedOp[] };

/**
 * ok: everything stands in the stream · gap: an edit before these is missing · fork: a number was used for another edit
 * before · busy: ask again · needs-auth: sign in · forbidden: the role does not allow it, or the replica is somebody
 * else's · upgrade: the server is older than these edits · refused: `code` and `detail` say why.
 */
export type PushStatus = 'ok' | 'gap' | 'fork' | 'busy' | 'needs-auth' | 'forbidden' | 'upgrade' | 'refused';

/**
 * The answer to a push: what the flow's stream now knows of this device, and its newest revision. Where nothing was
 * judged `lastSeq` is 0 and `head` -1, and `code` and `detail` (a sentence) say why; `details` are the values it names.
 */
export type PushAnswer = {
  readonly status: PushStatus;
  readonly lastSeq: number;
  readonly head: number;
  readonly code?: string;
  readonly detail?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** An event of a flow's stream as replicas receive it. */
export type SyncEvent = { readonly rev: number; readonly event: FlowEvent; readonly time: string };

/** What the fold of the events 0 to `rev` looks like (`stateHash`); a replica that differs there starts anew from -1. */
export type HashAt = { readonly rev: number; readonly hash: string };

/** Most events in one answer; whoever is further behind is given a snapshot. */
export const syncLimit = 500;

/** The answer to a sync: the events after `fromRev`, at most 500 at a time, and the newest revision. */
export type SyncAnswer = { readonly events: readonly SyncEvent[]; readonly head: number; readonly hash?: HashAt };

/** The answer to a sync of a device that is far behind: the fold at `rev` instead of the events up to it. */
export type SnapshotAnswer = {
  readonly snapshot: FlowSnapshot;
  readonly rev: number;
  readonly head: number;
  readonly hash: string;
};
