import type { RowEvent } from './events.ts';

const executionId = '0193f1a0-0000-7000-8000-000000000002';
const campaignId = '0193f1a0-0000-7000-8000-000000000001';
const channelId = '0193f1a0-0000-7000-8000-000000000004';
const ids = { rowId: `${executionId}_0`, executionId, contactId: 'c0ffee00c0ffee00c0ffee00c0ffee00' };
const attemptId = `${ids.rowId}.1`;
const callAttemptId = `${ids.rowId}.2`;
const voiceId = '0193f1a0-0000-7000-8000-000000000008';
const callId = 'CA00000000000000000000000000000003';

/** One example of every event of a row. */
export const rowExamples = {
  RowStarted: {
    type: 'RowStarted',
    data: {
      ...ids,
      campaignId,
      n: 0,
      line: 1,
      batch: 0,
      phone: '+56961234567',
      values: { phone: '+56961234567', name: 'Juan García' },
    },
  },
  ContactDecided: {
    type: 'ContactDecided',
    data: { ...ids, step: 'greet', channelId, verdict: 'sent', reason: 'TemplateApproved', attemptId },
  },
  AttemptIntended: {
    type: 'AttemptIntended',
    data: {
      ...{
        ...ids,
        attemptId,
        step: 'greet',
        channelId,
        message: 'template',
        templateId: '0193f1a0-0000-7000-8000-000000000006',
        intendedAt: '2026-11-24T12:00:00.000Z',
      },
      ...{
        text: 'Hello Juan García, see you on Monday. Will you come?',
        variables: { '1': 'Juan García', '2': 'Monday' },
      },
    },
  },
  CallIntended: {
    type: 'CallIntended',
    data: {
      ...{ ...ids, attemptId: callAttemptId, step: 'call', channelId: voiceId, direction: 'outbound', callId: null },
      ...{ intendedAt: '2026-11-24T12:00:00.000Z', voice: 'alloy', record: true },
      ...{ ringSeconds: 30, maxDurationSeconds: 300, hold: true, overBy: '2026-11-24T12:06:00.000Z' },
      conversation: {
        disclosure: 'This call is made by an AI.',
        greeting: 'Hello Juan García.',
        prompt: 'You remind people of their appointments.',
        context: { appointment: 'Monday' },
      },
    },
  },
  CallConcluded: {
    type: 'CallConcluded',
    data: {
      ...{ ...ids, attemptId: callAttemptId, callId, result: 'answered', code: null, live: true, endedBy: 'ai' },
      ...{ wantsTransfer: true, seconds: 38, answer: 'Please put me through.' },
    },
  },
  TransferIntended: {
    type: 'TransferIntended',
    data: {
      ...{ ...ids, attemptId: `${ids.rowId}.3`, step: 'transfer', channelId: voiceId, callId, ringSeconds: 25 },
      ...{ intendedAt: '2026-11-24T12:01:00.000Z', overBy: '2026-11-24T12:02:00.000Z' },
      agentId: '0193f1a0-0000-7000-8000-000000000009',
      ...{ to: '+56221234567', line: 'I am putting you through.' },
    },
  },
  TransferConcluded: {
    type: 'TransferConcluded',
    data: { ...ids, attemptId: `${ids.rowId}.3`, result: 'bridged' },
  },
  CallReleased: { type: 'CallReleased', data: { ...ids, attemptId: callAttemptId, channelId: voiceId, callId } },
  AttemptAccepted: {
    type: 'AttemptAccepted',
    data: { ...ids, attemptId, providerId: 'SM00000000000000000000000000000002', via: 'answer' },
  },
  AttemptFailed: {
    type: 'AttemptFailed',
    data: { ...ids, attemptId, code: '63024', why: 'notOnWhatsApp', when: 'later' },
  },
  AttemptAbsent: { type: 'AttemptAbsent', data: { ...ids, attemptId } },
  AttemptInDoubt: {
    type: 'AttemptInDoubt',
    data: {
      ...ids,
      attemptId,
      sentence: 'The carrier did not answer and its list cannot be read; decide whether the message went out.',
    },
  },
  ReplyReceived: {
    type: 'ReplyReceived',
    data: {
      ...{
        ...ids,
        providerId: 'SM00000000000000000000000000000001',
        channelId,
        receivedAt: '2026-11-24T12:00:09.000Z',
      },
      ...{ text: 'Yes', button: '', kept: false },
    },
  },
  RowMoved: {
    type: 'RowMoved',
    data: {
      rowId: ids.rowId,
      executionId,
      path: [{ step: 'greet', port: 'sent' }],
      to: 'wait',
      until: '2026-11-25T12:00:00.000Z',
    },
  },
  RowEnded: {
    type: 'RowEnded',
    data: { ...ids, campaignId, outcome: 'completed', label: 'confirmed', reason: '', step: 'end' },
  },
} satisfies { [E in RowEvent as E['type']]: E };
