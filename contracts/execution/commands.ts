import * as z from 'zod';
import type { Command } from '#contracts/kernel/command';
import type { ChunkSlice, ExecutionStarted, PauseCause } from './events.ts';

/** What an operator may ask of a run. */
export const executionCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('PauseExecution'), data: z.strictObject({}) }),
  z.strictObject({ type: z.literal('ResumeExecution'), data: z.strictObject({}) }),
  z.strictObject({ type: z.literal('StopExecution'), data: z.strictObject({}) }),
  z.strictObject({
    type: z.literal('ResolveDoubt'),
    /** An attempt nobody can say of whether it went out, and what the person has found out. */
    data: z.strictObject({ attemptId: z.string().max(80), wentOut: z.boolean() }),
  }),
]);

export type AskedOfExecution = z.infer<typeof executionCommand>;

/** With what the runner itself asks: it alone begins, admits, confirms and completes. */
export type ExecutionCommand =
  | Command<'BeginExecution', ExecutionStarted['data']>
  | Command<'AdmitBatch', { readonly slices: readonly ChunkSlice[] }>
  | Command<'PauseExecution', { readonly cause: PauseCause; readonly sentence: string }>
  | Command<'ConfirmPaused', Record<string, never>>
  | Command<'ResumeExecution', Record<string, never>>
  | Command<'StopExecution', Record<string, never>>
  | Command<'ResolveDoubt', { readonly attemptId: string; readonly wentOut: boolean }>
  | Command<'ConfirmStopped', { readonly ended: number }>
  | Command<'CompleteExecution', { readonly ended: number }>;
