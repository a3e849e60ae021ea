import * as z from 'zod';
import { isE164 } from '#contracts/contact/e164';
import { checkVariables } from './checks.ts';
import { defineStep } from './definition.ts';

const configSchema = z.object({
  to: z.discriminatedUnion('of', [
    z.object({ of: z.literal('agent'), agentId: z.uuid() }),
    z.object({
      of: z.literal('number'),
      number: z.string().trim().refine(isE164, 'a number in E.164, like +56961234567'),
    }),
  ]),
  /** How long it rings at the other's. Seconds. */
  timeoutSeconds: z.int().min(5).max(120).default(25),
  /** Spoken to the contact before it rings, with {{column}} in it. */
  handoffLine: z.string().trim().max(600).default(''),
});

/** Hands the live call to an agent or to an external number. */
export const voiceTransfer = defineStep({
  type: 'VoiceTransfer',
  configSchema,
  ports: () => [
    { name: 'transferred', required: true },
    { name: 'notTransferred', required: false },
  ],
  check: ({ to, handoffLine }, facts) => [
    ...checkVariables(handoffLine, 'handoffLine', facts),
    ...(to.of === 'agent' && !facts.agents.some(({ agentId }) => agentId === to.agentId)
      ? [
          {
            severity: 'blocks' as const,
            code: 'UnknownAgent',
            field: 'to',
            sentence: `There is no agent ${to.agentId}; choose one of the list or an external number.`,
          },
        ]
      : []),
  ],
});
