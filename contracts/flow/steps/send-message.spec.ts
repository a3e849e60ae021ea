import { describe, expect, test } from '@jest/globals';
import type { FlowFacts } from '#contracts/flow/finding';
import { sendMessage } from './send-message.ts';

const [one, two] = ['0193f1a0-0000-7000-8000-000000000004', '0193f1a0-0000-7000-8000-000000000014'];
const withChannels = (...ids: string[]): FlowFacts => ({
  channels: ids.map((channelId) => ({ channelId, kind: 'whatsapp', answers: false })),
  templates: [],
  agents: [],
  columns: ['name'],
});
const codes = (config: { text: string; channelId?: string }, facts: FlowFacts): string[] =>
  sendMessage.check(config, facts).map(({ code }) => code);

describe('SendMessage', () => {
  test('takes the only channel by itself, and asks when there are several or none', () => {
    expect(codes({ text: 'Hi' }, withChannels(one))).toEqual([]);
    expect(codes({ text: 'Hi' }, withChannels(one, two))).toEqual(['ChannelNotChosen']);
    expect(codes({ text: 'Hi' }, withChannels())).toEqual(['NoWhatsAppChannel']);
  });
  test('takes no channel of another campaign', () => {
    expect(codes({ text: 'Hi', channelId: two }, withChannels(one))).toEqual(['ChannelNotAssigned']);
  });
  test('takes the channel that was chosen, and none of voice', () => {
    expect(codes({ text: 'Hi', channelId: two }, withChannels(one, two))).toEqual([]);
    const voice: FlowFacts = { ...withChannels(), channels: [{ channelId: one, kind: 'voice', answers: true }] };
    expect(codes({ text: 'Hi', channelId: one }, voice)).toEqual(['NoWhatsAppChannel']);
  });
  test('must lead on when it was sent, and may when it was not', () => {
    expect(sendMessage.ports({ text: 'Hi' })).toEqual([
      { name: 'sent', required: true },
      { name: 'failed', required: false },
      { name: 'windowClosed', required: false },
    ]);
  });
  test('everything that is found blocks, and names its field', () => {
    expect(sendMessage.check({ text: '{{a}} {{name}} {{b}}' }, withChannels())).toMatchObject([
      { severity: 'blocks', field: 'channelId' },
      { severity: 'blocks', field: 'text', sentence: expect.stringContaining('{{a}}') },
      { severity: 'blocks', field: 'text', sentence: expect.stringContaining('{{b}}') },
    ]);
  });
  test('names a variable that is no column', () => {
    expect(codes({ text: 'Hi {{nmae}}' }, withChannels(one))).toEqual(['UnknownVariable']);
    expect(codes({ text: 'Hi {{nmae}}' }, { ...withChannels(one), columns: null })).toEqual([]);
  });
  test('takes 1 to 1600 characters', () => {
    expect(sendMessage.configSchema.safeParse({ text: '' }).success).toBe(false);
    expect(sendMessage.configSchema.safeParse({ text: 'x'.repeat(1601) }).success).toBe(false);
    expect(sendMessage.configSchema.safeParse({ text: 'x'.repeat(1600) }).success).toBe(true);
  });
});
