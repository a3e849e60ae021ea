import * as z from 'zod';
import { checkConversation, checkInboundOwner } from './checks.ts';
import { defineStep } from './definition.ts';
import { conversation } from './voice.ts';

/** Rests until the contact calls one of our numbers, or for so long; the AI answers the call. */
export const waitInboundCall = defineStep({
  type: 'WaitInboundCall',
  configSchema: z.object({
    ...conversation,
    timeoutSeconds: z
      .number()
      .min(60)
      .max(30 * 86_400),
  }),
  ports: () => [
    { name: 'called', required: true },
    { name: 'timeout', required: true },
  ],
  check: (config, facts) => [...checkConversation(config, facts), ...checkInboundOwner(config.channelId, facts)],
});
