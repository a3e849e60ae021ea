import * as z from 'zod';
import { json } from './document.ts';

/** Longest text a field may hold, in characters. */
export const longestField = 20_000;

/** Steps and settings are looked up by name, where `constructor` and its like would always be found. */
const isFree = (name: string): boolean => !(name in Object.prototype);
const stepId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .refine(isFree, 'any name but those that every object has');
const port = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const field = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/)
  .refine(isFree, 'any name but those that every object has');
const coordinate = z.number().min(-1_000_000).max(1_000_000);
const value = json.refine((held) => JSON.stringify(held).length <= longestField, `at most ${longestField} characters`);
const config = z.record(field, value).refine((all) => Object.keys(all).length <= 64, 'at most 64 settings');
const connectionId = z.string().max(200);
const hash = z.string().regex(/^[0-9a-f]{16}$/);

const bodies = [
  z.strictObject({
    k: z.literal('addStep'),
    id: stepId,
    type: z.string().min(1).max(64),
    x: coordinate,
    y: coordinate,
    config,
  }),
  z.strictObject({ k: z.literal('moveStep'), id: stepId, x: coordinate, y: coordinate }),
  z.strictObject({ k: z.literal('setField'), id: stepId, field, from: value.optional(), to: value.optional() }),
  z.strictObject({ k: z.literal('removeStep'), id: stepId, seen: hash }),
  z.strictObject({ k: z.literal('connect'), from: stepId, port, to: stepId, replaces: connectionId.optional() }),
  z.strictObject({ k: z.literal('disconnect'), id: connectionId }),
  z.strictObject({ k: z.literal('setMeta'), field, from: value.optional(), to: value.optional() }),
  z.strictObject({ k: z.literal('resolve'), conflict: z.uuid(), choice: z.enum(['mine', 'theirs']), seen: hash }),
] as const;

/** What an edit does. `seen` and `from` say what its author was looking at. */
export const operationBody = z.discriminatedUnion('k', [...bodies]);

export type Body = z.infer<typeof operationBody>;

/** Who made an edit and where it stands in that replica's own order; `at` is shown, never trusted. */
export const operationHead = z.object({
  opId: z.uuid(),
  replica: z.uuid(),
  seq: z.int().min(1),
  v: z.literal(1),
  flowId: z.uuid(),
  at: z.number(),
});

export type Head = z.infer<typeof operationHead>;

/** One edit of one flow, made on one device. */
export type Op = Head & Body;

/** An edit as it may arrive: the head is sound, the body may be anything. A body that is no edit is kept, rejected. */
export type ReceivedOp = Head & { readonly k: string } & Readonly<Record<string, unknown>>;

/** The edit in what was received, or null when its body is none we know. */
export function readOp(received: ReceivedOp): Op | null {
  const { opId, replica, seq, v, flowId, at, ...body } = received;
  const parsed = operationBody.safeParse(body);
  return parsed.success ? { opId, replica, seq, v, flowId, at, ...parsed.data } : null;
}

/** An edit without its head. */
export function bodyOf({
  opId: _opId,
  replica: _replica,
  seq: _seq,
  v: _v,
  flowId: _flowId,
  at: _at,
  ...body
}: Op): Body {
  return body;
}
