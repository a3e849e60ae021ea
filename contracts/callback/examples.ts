import type { CallbackEvent } from './events.ts';

/** One example of every event of a provider's callbacks. */
export const callbackExamples = {
  CallbackRecorded: {
    type: 'CallbackRecorded',
    data: {
      ...{
        provider: 'sandbox',
        attemptId: '0193f1a0-0000-7000-8000-000000000002_0.1',
        providerId: 'SM00000000000000000000000000000002',
      },
      ...{ status: 'delivered', errorCode: null, contactId: 'c0ffee00c0ffee00c0ffee00c0ffee00' },
      raw: { To: 'whatsapp:+56961234567', MessageStatus: 'delivered' },
    },
  },
} satisfies { [E in CallbackEvent as E['type']]: E };
