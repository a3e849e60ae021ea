import * as z from 'zod';
import type { CallResult } from '#contracts/callback/call-status';
import type { FailureClass } from '#contracts/row/failure-class';

/** What may be tried again: results of calls, and failures that are about the moment and not about the person. */
export const retryReasons = ['busy', 'noAnswer', 'voicemail', 'rateLimited', 'carrier'] as const;
export type RetryReason = (typeof retryReasons)[number];

const retry = z.strictObject({
  /** How often a step is tried again for this reason. */
  most: z.int().min(0).max(10),
  /** How long is waited before. Seconds. */
  afterSeconds: z
    .int()
    .min(1)
    .max(7 * 86_400),
});

/** How often and after how long each is tried again; what is left out is not. */
export const retries = z.strictObject({
  busy: retry.optional(),
  noAnswer: retry.optional(),
  voicemail: retry.optional(),
  rateLimited: retry.optional(),
  carrier: retry.optional(),
});

export type Retries = z.infer<typeof retries>;

/** Being too fast, and a carrier's own trouble, pass by themselves. */
export const usualRetries: Retries = {
  rateLimited: { most: 3, afterSeconds: 60 },
  carrier: { most: 2, afterSeconds: 60 },
};

/** Under which reason a failure is tried again, or null when another try would end alike. */
export function retryReasonOf(failure: FailureClass | CallResult): RetryReason | null {
  return (retryReasons as readonly string[]).includes(failure) ? (failure as RetryReason) : null;
}
