import * as z from 'zod';
import { checkConversation } from './checks.ts';
import { defineStep } from './definition.ts';
import { conversation } from './voice.ts';

/** Calls the contact; the AI speaks. A call that was answered by a machine has a way of its own. */
export const voiceCall = defineStep({
  type: 'VoiceCall',
  configSchema: z.object({
    ...conversation,
    /** How long it rings before nobody is taken to be there. Seconds. */
    ringSeconds: z.int().min(5).max(120).default(30),
  }),
  ports: () => [
    { name: 'answered', required: true },
    { name: 'voicemail', required: false },
    { name: 'busy', required: false },
    { name: 'noAnswer', required: false },
    { name: 'failed', required: false },
  ],
  check: (config, facts) => checkConversation(config, facts),
});
