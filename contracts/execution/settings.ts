import * as z from 'zod';
import { quietHours, type QuietHours } from '#contracts/contact/quiet-hours';
import { retries, usualRetries } from './retries.ts';

/** How a run admits its rows, and when and how fast it contacts people. */
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
  /**
   * `channel`: no faster than each channel's rate, a person's pace and the sender's limit of new contacts. `none` (for
   * sandbox channels only): as fast as the machine goes.
   */
  pacing: z.enum(['channel', 'none']).default('channel'),
  /** When nobody is contacted, in the recipient's own time; null: any time; left out: as the campaign or organisation has it. */
  quietHours: quietHours.nullable().optional(),
  /** The column that holds the recipient's time zone (IANA name or offset); null: told by the number. */
  timeZoneColumn: z.string().trim().min(1).max(200).nullable().default(null),
  /** What is tried again, how often for one row and step, and after how long. */
  retries: retries.default(usualRetries),
  /** The run pauses when, of so many attempts, this share failed; null: never. */
  autoPause: z
    .strictObject({ failureRate: z.number().min(0.01).max(1), attempts: z.int().min(10).max(100_000) })
    .nullable()
    .default({ failureRate: 0.5, attempts: 100 }),
});

/** Real people are left alone at night until somebody says otherwise. */
export const usualQuietHours: QuietHours = { start: '21:00', end: '08:00', quietDays: [] };

export type ExecutionSettings = z.infer<typeof executionSettings>;
