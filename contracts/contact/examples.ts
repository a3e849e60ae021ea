import type { ContactEvent } from './events.ts';

const contactId = 'c0ffee00c0ffee00c0ffee00c0ffee00';

/** One example of every event of a contact. */
export const contactExamples = {
  InboundReceived: {
    type: 'InboundReceived',
    data: {
      ...{
        contactId,
        channelId: '0193f1a0-0000-7000-8000-000000000004',
        provider: 'sandbox',
        providerId: 'SM00000000000000000000000000000001',
      },
      ...{ receivedAt: '2026-11-24T12:00:09.000Z', phone: '+56961234567', text: 'Yes', button: '', optOut: false },
    },
  },
  InboundCallReceived: {
    type: 'InboundCallReceived',
    data: {
      ...{ contactId, channelId: '0193f1a0-0000-7000-8000-000000000008', provider: 'sandbox' },
      ...{ providerId: 'CA00000000000000000000000000000005', receivedAt: '2026-11-24T12:00:09.000Z' },
      phone: '+56961234567',
    },
  },
  ContactSuppressed: { type: 'ContactSuppressed', data: { contactId, cause: 'stopWord' } },
  ContactForgotten: { type: 'ContactForgotten', data: { contactId } },
  ContactUnsuppressed: { type: 'ContactUnsuppressed', data: { contactId, cause: 'startWord' } },
  OutreachRecovered: {
    type: 'OutreachRecovered',
    data: {
      ...{
        contactId,
        channelId: '0193f1a0-0000-7000-8000-000000000004',
        provider: 'sandbox',
        providerId: 'SM00000000000000000000000000000003',
      },
      ...{ kind: 'message', madeAt: '2026-11-24T12:00:12.000Z', text: 'Thank you, Juan García.' },
    },
  },
  RecoveredOutreachAdopted: {
    type: 'RecoveredOutreachAdopted',
    data: {
      ...{ contactId, providerId: 'SM00000000000000000000000000000003' },
      rowId: '0193f1a0-0000-7000-8000-000000000002_0',
      executionId: '0193f1a0-0000-7000-8000-000000000002',
      answers: [],
    },
  },
} satisfies { [E in ContactEvent as E['type']]: E };
