import express, { type Router } from 'express';
import { z } from 'zod';
import type { Callback } from '#contracts/callback/callback';
import { callStatuses } from '#contracts/callback/call-status';
import { messageStatuses } from '#contracts/callback/status';
import type { Ingest } from '#contracts/carrier';
import { isE164 } from '#contracts/contact/e164';

const e164 = z.string().refine(isE164, 'a number in E.164');
const from = { provider: z.literal('sandbox'), providerId: z.string().max(64) };
const attempt = { ...from, attemptId: z.string().max(80) };
const raw = z.record(z.string().max(64), z.string().max(4096));
const errorCode = z.string().max(16).nullable();
const seconds = z.int().min(0);

/** What the sandbox posts, by kind; a kind without a shape does not compile. */
const shapes: { readonly [K in Callback['kind']]: z.ZodType<Extract<Callback, { kind: K }>> } = {
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
    ...{ text: z.string().max(4096), button: z.string().max(256), receivedAt: z.iso.datetime() },
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
    ...{ kind: z.literal('inboundCall'), ...from, from: e164, to: e164, receivedAt: z.iso.datetime() },
  }),
};
const kinded = z.looseObject({ kind: z.enum(Object.keys(shapes) as Callback['kind'][]) });

type Parts = { readonly ingest: Ingest; readonly isSigned: (body: string, signature: string) => boolean };

/** The door for carriers' callbacks. Nothing is read before the signature of the raw body was verified. */
export function callbackRoutes({ ingest, isSigned }: Parts): Router {
  const router = express.Router();
  router.post('/hooks/sandbox', express.text({ type: () => true, limit: '64kb' }), async (request, response) => {
    const body = String(request.body);
    if (!isSigned(body, request.get('x-sandbox-signature') ?? '')) {
      response.status(401).end();
      return;
    }
    const parsed = read(body);
    if (!parsed.success) {
      response.status(400).json({
        issues: parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), problem: message })),
      });
      return;
    }
    await ingest(parsed.data);
    response.status(204).end();
  });
  return router;
}

function read(body: string): z.ZodSafeParseResult<Callback> | z.ZodSafeParseError<unknown> {
  const json = readJson(body);
  const kind = kinded.safeParse(json);
  return kind.success ? shapes[kind.data.kind].safeParse(json) : kind;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
