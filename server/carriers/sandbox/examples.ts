import type { CallToAnswer, CallTransfer, Conversation, OutboundCall, OutboundMessage } from '#contracts/carrier';
import { told, type Story } from './call-story.ts';

/** What the sandbox's tests send it: a message, a call, and what may be done with a call. */
export const at = '2026-11-24T12:00:00.000Z';
export const sender = '+56600000001';
export const attemptId = '0193f1a0-0000-7000-8000-000000000002_0.1';

export const message = (to: string, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  ...{ attemptId, from: sender, to, body: 'Hello', timeScale: 1 },
  template: { name: 'reminder', language: 'en', variables: {} },
  ...more,
});

const conversation: Conversation = {
  ...{ disclosure: 'This call is made by an AI.', greeting: 'Hello Ana, may I confirm?', prompt: 'Be brief.' },
  ...{ voice: 'alloy', context: { name: 'Ana' }, record: false, maxDurationSeconds: 300, hold: false },
};

export const order = (to: string, more: Partial<OutboundCall> = {}): OutboundCall => ({
  ...conversation,
  ...{ attemptId, from: sender, to, ringSeconds: 30, timeScale: 1 },
  ...more,
});

export const answerOf = (providerId: string, more: Partial<CallToAnswer> = {}): CallToAnswer => ({
  ...conversation,
  ...{ attemptId: '0193f1a0-0000-7000-8000-000000000002_0.2', providerId, from: '+56961230020', timeScale: 1 },
  ...more,
});

export const transferOf = (providerId: string, to: string, more: Partial<CallTransfer> = {}): CallTransfer => ({
  ...{ attemptId: '0193f1a0-0000-7000-8000-000000000002_0.3', providerId, person: '+56961230015', to },
  ...{ line: 'One moment, please.', ringSeconds: 20, timeScale: 1 },
  ...more,
});

/** The story of a call that was just placed. */
export function storyOf(to: string, more: Partial<OutboundCall> = {}): Story {
  const story = told(undefined, { line: 'called', providerId: 'CA1', at, call: order(to, more) });
  if (!story) throw new Error('A call that was placed has no story.');
  return story;
}
