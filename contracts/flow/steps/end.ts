import * as z from 'zod';
import { defineStep } from './definition.ts';

/** Where a row is completed; the outcome is counted in the reports. */
export const end = defineStep({
  type: 'End',
  configSchema: z.object({ outcome: z.string().trim().min(1).max(60) }),
  ports: () => [],
  check: () => [],
});
