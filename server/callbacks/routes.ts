import express, { type Router } from 'express';
import { z } from 'zod';
import { messageStatuses } from '#contracts/callback/status';
import type { Ingest } from '#contracts/carrier';
import { isE164 } from '#contracts/contact/e164';

const e164 = z.string().refine(isE164, 'a number in E.164');
const callback = z.discriminatedUnion('kind', [
  z.strictObject({
    ...{
      kind: z.literal('status'),
      provider: z.literal('sandbox'),
      attemptId: z.string().max(80),
      providerId: z.string().max(64),
    },
    ...{
      status: z.enum(messageStatuses),
      errorCode: z.string().max(16).nullable(),
      to: e164,
      raw: z.record(z.string().max(64), z.string().max(4096)),
    },
  }),
  z.strictObject({
    ...{
      kind: z.literal('inbound'),
      provider: z.literal('sandbox'),
      providerId: z.string().max(64),
      from: e164,
      to: e164,
    },
    ...{ text: z.string().max(4096), button: z.string().max(256), receivedAt: z.iso.datetime() },
  }),
]);

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
    const parsed = callback.safeParse(readJson(body));
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

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
