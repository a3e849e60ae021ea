import type { CallbackEvent } from './events.ts';

const call = {
  ...{ provider: 'sandbox', attemptId: '0193f1a0-0000-7000-8000-000000000002_0.2' },
  ...{ providerId: 'CA00000000000000000000000000000003', contactId: 'c0ffee00c0ffee00c0ffee00c0ffee00' },
} as const;

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
  CallStatusRecorded: {
    type: 'CallStatusRecorded',
    data: {
      ...call,
      ...{ status: 'completed', answeredBy: 'human', seconds: 42, errorCode: null },
      raw: { To: '+56961234567', CallStatus: 'completed', CallDuration: '42' },
    },
  },
  DialogueRecorded: {
    type: 'DialogueRecorded',
    data: {
      ...call,
      ...{ endedBy: 'ai', live: false, wantsTransfer: false, optOut: false, seconds: 38 },
      transcript: [
        { by: 'ai', text: 'Hello Juan García, will you come on Monday?' },
        { by: 'contact', text: 'Yes, I will.' },
      ],
    },
  },
  CallRecorded: {
    type: 'CallRecorded',
    data: { ...call, seconds: 38, recordingId: 'RE00000000000000000000000000000004', url: 'sandbox:recording' },
  },
  TransferRecorded: {
    type: 'TransferRecorded',
    data: { ...call, attemptId: '0193f1a0-0000-7000-8000-000000000002_0.3', result: 'bridged', seconds: 61 },
  },
} satisfies { [E in CallbackEvent as E['type']]: E };
