import type { z } from 'zod';
import type { Outcome } from '#contracts/kernel/command';
import { commandEnvelope } from '#contracts/wire/http';

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

/** A command with its id out of a request's body. */
export function parseCommand<C>(schema: z.ZodType<C>, body: unknown): Parsed<{ commandId: string; command: C }> {
  const envelope = parseAs(commandEnvelope, body);
  if (!envelope.ok) return envelope;
  const { commandId, type, data } = envelope.value;
  const command = parseAs(schema, { type, data });
  return command.ok ? { ok: true, value: { commandId, command: command.value } } : command;
}
