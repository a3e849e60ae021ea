import * as z from 'zod';
import { checkChannel, checkVariables } from './checks.ts';
import { defineStep } from './definition.ts';

/** Sends free text; allowed only within 24 hours of the contact's last message. */
export const sendMessage = defineStep({
  type: 'SendMessage',
  configSchema: z.object({
    /** One of the campaign's WhatsApp channels; absent: its only one. */
    channelId: z.uuid().optional(),
    /** Text with {{column}} in it; 1600 characters are what Twilio takes (Messages resource, Body). */
    text: z.string().trim().min(1).max(1600),
  }),
  ports: () => [
    { name: 'sent', required: true },
    { name: 'failed', required: false },
    { name: 'windowClosed', required: false },
  ],
  check: (config, facts) => [
    ...checkChannel('whatsapp', config.channelId, facts),
    ...checkVariables(config.text, 'text', facts),
  ],
});
