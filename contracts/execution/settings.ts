import { z } from 'zod';

/** How a run admits its rows. */
export const executionSettings = z.strictObject({
  /** Rows admitted at once; the next batch begins when each of them had its first contact decision. */
  batchSize: z.int().min(1).max(10_000).default(500),
  /** Seconds between the end of one batch and the beginning of the next. */
  delaySeconds: z.number().min(0).max(86_400).default(0),
  /**
   * Divides every wait of the flow and of the sandbox's contacts, so that a rehearsal of days ends in seconds.
   * Anything but 1 is for sandbox channels only.
   */
  timeScale: z.number().min(1).max(1_000_000).default(1),
});

export type ExecutionSettings = z.infer<typeof executionSettings>;
