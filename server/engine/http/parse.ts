import type { z } from 'zod';
import type { Outcome } from '#contracts/kernel/command';

type Invalid = Extract<Outcome, { outcome: 'invalid' }>;
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly invalid: Invalid };

/** A value in the wanted form, or what is wrong with it, field by field. */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown): Parsed<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.map(({ path, message }) => ({
    field: path.join('.') || 'body',
    problem: message,
  }));
  return { ok: false, invalid: { outcome: 'invalid', issues } };
}
