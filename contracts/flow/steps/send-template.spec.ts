import { describe, expect, test } from '@jest/globals';
import type { FlowFacts } from '#contracts/flow/finding';
import { sendTemplate } from './send-template.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const facts = (approval: string): FlowFacts => ({
  channels: [{ channelId: '0193f1a0-0000-7000-8000-000000000004', kind: 'whatsapp', answers: false }],
  templates: [{ templateId, name: 'reminder', approval, variables: ['1', '2'] }],
  agents: [],
  columns: ['name'],
});
const codes = (variables: Record<string, string>, approval = 'approved', id = templateId): string[] =>
  sendTemplate.check({ templateId: id, variables }, facts(approval)).map(({ code }) => code);

describe('SendTemplate', () => {
  test('is right with an approved template whose placeholders all have a value', () => {
    expect(codes({ 1: '{{name}}', 2: 'Monday' })).toEqual([]);
  });
  test.each(['pending', 'rejected', 'paused', 'disabled', 'unsubmitted'])(
    'does not send a template that is %s',
    (approval) => {
      expect(codes({ 1: 'a', 2: 'b' }, approval)).toEqual(['TemplateNotApproved']);
    },
  );
  test('names every placeholder without a value', () => {
    expect(codes({ 1: ' ' })).toEqual(['PlaceholderNotMapped', 'PlaceholderNotMapped']);
  });
  test('must lead on when it was sent, and may when it failed', () => {
    expect(sendTemplate.ports({ templateId, variables: {} })).toEqual([
      { name: 'sent', required: true },
      { name: 'failed', required: false },
    ]);
  });
  test('needs a channel as every message does', () => {
    const bare = { ...facts('approved'), channels: [] };
    expect(sendTemplate.check({ templateId, variables: { 1: 'a', 2: 'b' } }, bare).map(({ code }) => code)).toEqual([
      'NoWhatsAppChannel',
    ]);
  });
  test('takes values of up to 1600 characters, and none at first', () => {
    const parse = (length: number) =>
      sendTemplate.configSchema.safeParse({ templateId, variables: { 1: 'x'.repeat(length) } });
    expect([parse(1600).success, parse(1601).success]).toEqual([true, false]);
    expect(sendTemplate.configSchema.parse({ templateId }).variables).toEqual({});
    expect(sendTemplate.configSchema.safeParse({ templateId: 'reminder' }).success).toBe(false);
  });
  test('names a template that does not exist and a column that does not', () => {
    expect(codes({}, 'approved', '0193f1a0-0000-7000-8000-0000000000ff')).toEqual(['UnknownTemplate']);
    expect(codes({ 1: '{{nmae}}', 2: 'b' })).toEqual(['UnknownVariable']);
  });
});
