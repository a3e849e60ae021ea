import { z } from 'zod';
import type { Callback } from '#contracts/callback/callback';
import { callStatuses } from '#contracts/callback/call-status';
import { messageStatuses } from '#contracts/callback/status';
import { isE164 } from '#contracts/contact/e164';
import { rowOfAttempt } from '#contracts/row/ids';
import { door } from './door.ts';

const e164 = z.string().refine(isE164, 'a number in E.164');
const from = { provider: z.literal('sandbox'), providerId: z.string().max(64) };
const isOurs = (id: string): boolean => rowOfAttempt(id) !== null;
const attempt = { ...from, attemptId: z.string().max(80).refine(isOurs, 'the id of an attempt of ours') };
const raw = z.record(z.string().max(64), z.string().max(4096));
const errorCode = z.string().max(16).nullable();
const seconds = z.int32().min(0);
const receivedAt = z.iso.datetime().refine((at) => at >= '2000', 'a time since the year 2000');

/** What the sandbox posts, by kind; a kind without a shape does not compile. */
export const callbackShapes: { readonly [K in Callback['kind']]: z.ZodType<Extract<Callback, { kind: K }>> } = {
  status: z.strictObject({
    kind: z.literal('status'),
    ...attempt,
    status: z.enum(messageStatuses),
    errorCode,
    to: e164,
    raw,
  }),
  inbound: z.strictObject({
    ...{ kind: z.literal('inbound'), ...from, from: e164, to: e164 },
    ...{ text: z.string().max(4096), button: z.string().max(256), receivedAt },
  }),
  callStatus: z.strictObject({
    ...{ kind: z.literal('callStatus'), ...attempt, person: e164, status: z.enum(callStatuses) },
    ...{ answeredBy: z.enum(['human', 'machine']).nullable(), seconds: seconds.nullable(), errorCode, raw },
  }),
  dialogue: z.strictObject({
    ...{ kind: z.literal('dialogue'), ...attempt, person: e164, endedBy: z.enum(['ai', 'contact', 'limit']) },
    ...{ live: z.boolean(), wantsTransfer: z.boolean(), optOut: z.boolean(), seconds },
    transcript: z.array(z.strictObject({ by: z.enum(['ai', 'contact']), text: z.string().max(4096) })).max(2_000),
  }),
  recording: z.strictObject({
    ...{ kind: z.literal('recording'), ...attempt, person: e164 },
    ...{ recordingId: z.string().max(64), seconds, url: z.url().max(2048) },
  }),
  transfer: z.strictObject({
    ...{ kind: z.literal('transfer'), ...attempt, person: e164, seconds },
    result: z.enum(['bridged', 'busy', 'noAnswer', 'failed', 'callEnded']),
  }),
  inboundCall: z.strictObject({
    ...{ kind: z.literal('inboundCall'), ...from, from: e164, to: e164, receivedAt },
  }),
};

/** Where the sandbox posts what became of messages and calls, and what people say. */
export const postCallback = door({
  ...{ name: 'postCallback', method: 'post', path: '/hooks/sandbox', tag: 'Callbacks', permission: 'signature' },
  ...{ body: z.union(Object.values(callbackShapes)), bodyAs: 'signedText' },
  summary: 'What the sandbox tells. The same callback twice is written once.',
  description: 'The header `x-sandbox-signature` signs the raw body.',
  answer: null,
});
