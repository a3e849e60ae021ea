import * as z from 'zod';
import { defineStep } from './definition.ts';

/** Rests until the contact answers, or for so long. */
export const waitForResponse = defineStep({
  type: 'WaitForResponse',
  configSchema: z.object({
    timeoutSeconds: z
      .number()
      .min(60)
      .max(30 * 86_400),
  }),
  ports: () => [
    { name: 'replied', required: true },
    { name: 'timeout', required: true },
  ],
  check: () => [],
});
