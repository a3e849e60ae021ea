import type { z } from 'zod';
import type { Issue, Outcome } from '#contracts/kernel/command';
import { issueText } from './issue-text.ts';
import { wantedAt } from './wanted-form.ts';

type Invalid = Extract<Outcome, { outcome: 'invalid' }>;
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly invalid: Invalid };

/** A value in the wanted form, or what is wrong with it, field by field; `whole` is what it is called itself. */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown, whole = 'body'): Parsed<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.') || whole,
    problem: issueText(issue, value, wantedAt(schema, issue.path, value)),
  }));
  return { ok: false, invalid: { outcome: 'invalid', issues } };
}

/** The same for what somebody asks; no text of it may hold what the database cannot. */
export function parseAsked<T>(schema: z.ZodType<T>, value: unknown, whole = 'body'): Parsed<T> {
  const parsed = parseAs(schema, value, whole);
  const odd = parsed.ok ? oddText(parsed.value, []) : null;
  return odd ? { ok: false, invalid: { outcome: 'invalid', issues: [odd] } } : parsed;
}

/** The first text with a character that PostgreSQL takes in no text: U+0000, or half of a pair. */
function oddText(value: unknown, path: readonly string[]): Issue | null {
  if (typeof value === 'string') {
    if (!value.includes('\u0000') && value.isWellFormed()) return null;
    const what = value.includes('\u0000') ? 'the character U+0000' : 'half of a surrogate pair';
    return { field: path.join('.') || 'text', problem: `${what} found, text without it wanted; leave it out` };
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, held] of Object.entries(value)) {
    const odd = oddText(key, [...path, 'key']) ?? oddText(held, [...path, key]);
    if (odd) return odd;
  }
  return null;
}
