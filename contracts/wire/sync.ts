import { z } from 'zod';
import { operationHead, type ReceivedOp } from '#contracts/flow/operation';
import type { FlowEvent } from '#contracts/flow/events';

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

export type PushStatus = 'ok' | 'gap' | 'fork' | 'busy' | 'needs-auth' | 'forbidden' | 'upgrade';

/** The answer to a push: what the flow's stream now knows of this device, and its newest revision. */
export type PushAnswer = { readonly status: PushStatus; readonly lastSeq: number; readonly head: number };

/** An event of a flow's stream as replicas receive it. */
export type SyncEvent = { readonly rev: number; readonly event: FlowEvent; readonly time: string };

/** The answer to a sync: the events after `fromRev`, at most 500 at a time, and the newest revision. */
export type SyncAnswer = { readonly events: readonly SyncEvent[]; readonly head: number };
