import { describe, expect, test } from '@jest/globals';
import type { FlowFacts } from '#contracts/flow/finding';
import { sendTemplate } from './send-template.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const facts = (approval: string): FlowFacts => ({
  channels: [{ channelId: '0193f1a0-0000-7000-8000-000000000004', kind: 'whatsapp' }],
  templates: [{ templateId, name: 'reminder', approval, variables: ['1', '2'] }],
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
  test('names a template that does not exist and a column that does not', () => {
    expect(codes({}, 'approved', '0193f1a0-0000-7000-8000-0000000000ff')).toEqual(['UnknownTemplate']);
    expect(codes({ 1: '{{nmae}}', 2: 'b' })).toEqual(['UnknownVariable']);
  });
});
