import * as z from 'zod';
import { defineStep } from './definition.ts';

/** Where every row begins. */
export const start = defineStep({
  type: 'Start',
  configSchema: z.object({}),
  ports: () => [{ name: 'next', required: true }],
  check: () => [],
});
