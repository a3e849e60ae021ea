import { z } from 'zod';
import type { Callback } from '#contracts/callback/callback';
import type { Ingest } from '#contracts/carrier';
import { callbackShapes, postCallback } from '#contracts/wire/sandbox-hook';
import { parseAs, type Parsed } from '#server/engine/http/parse';
import { denied, deniedBy } from '#server/engine/http/problem';
import { serve, type Served } from '#server/engine/http/serve';

const kinded = z.looseObject({ kind: z.enum(Object.keys(callbackShapes) as Callback['kind'][]) });

type Parts = { readonly ingest: Ingest; readonly isSigned: (body: string, signature: string) => boolean };

/** The door for carriers' callbacks. Nothing is read before the signature of the raw body was verified. */
export function callbackDoors({ ingest, isSigned }: Parts): readonly Served[] {
  return [
    serve(postCallback, async ({ request }) => {
      const body = String(request.body);
      if (!isSigned(body, request.get('x-sandbox-signature') ?? ''))
        return denied(401, 'NotSigned', 'The body is not signed, was changed on its way, or is too old; sign it anew.');
      const parsed = read(body);
      if (!parsed.ok) return deniedBy(parsed.invalid);
      await ingest(parsed.value);
      return undefined;
    }),
  ];
}

const noJson: Parsed<Callback> = {
  ok: false,
  invalid: { outcome: 'invalid', issues: [{ field: 'body', problem: 'no JSON found, a JSON object wanted' }] },
};

function read(body: string): Parsed<Callback> {
  const json = readJson(body);
  if (json === undefined) return noJson;
  const kind = parseAs(kinded, json);
  return kind.ok ? parseAs<Callback>(callbackShapes[kind.value.kind], json) : kind;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
