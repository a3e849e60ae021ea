import * as z from 'zod';
import { businessHours } from '#contracts/contact/quiet-hours';
import { defineStep } from './definition.ts';

/** Rests for a while, whatever the contact does meanwhile; an answer that comes is kept for the next step that waits. */
export const delay = defineStep({
  type: 'Delay',
  configSchema: z.object({
    seconds: z
      .number()
      .min(1)
      .max(30 * 86_400),
    /** The row goes on only within these hours, where the contact is; left out: at any time. */
    onlyWithin: businessHours.optional(),
  }),
  ports: () => [{ name: 'next', required: true }],
  check: () => [],
});
