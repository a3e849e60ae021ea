import { describe, expect, test } from '@jest/globals';
import { executionSettings } from '#contracts/execution/settings';
import { gate } from './gate.ts';
import type { RowContext } from './input.ts';
import type { SendMessageStep, SendTemplateStep } from './prepared-flow.ts';
import { evolve, queuedRow, type OpenRow } from './state.ts';
import { rowExamples } from './examples.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const channelId = '0193f1a0-0000-7000-8000-000000000004';
const noon = '2026-11-24T12:00:00.000Z';
const sender = { channelId, kind: 'whatsapp', number: '+56600000001' } as const;
const approved = {
  ...{ templateId, name: 'reminder', language: 'en', body: 'Hello {{1}}, on {{ 2 }}.', variables: ['1', '2'] },
  approval: 'approved',
} as const;

const templateStep = (variables: Record<string, string> = { 1: '{{name}}', 2: 'Monday' }): SendTemplateStep => ({
  id: 'ask',
  type: 'SendTemplate',
  config: { templateId, variables },
});
const textStep = (text = 'Hello {{name}}', on?: string): SendMessageStep => ({
  id: 'thank',
  type: 'SendMessage',
  config: { text, ...(on === undefined ? {} : { channelId: on }) },
});
function rowWith(change: Partial<OpenRow> = {}, values: Readonly<Record<string, string>> = { name: 'Ana' }): OpenRow {
  const { type, data } = rowExamples.RowStarted;
  const row = evolve(queuedRow, { type, data: { ...data, values } });
  if (row.status !== 'open') throw new Error(`The row is ${row.status} and should have been open.`);
  return { ...row, ...change };
}
const contextWith = (change: Partial<RowContext> = {}): RowContext => ({
  at: noon,
  settings: executionSettings.parse({ quietHours: null }),
  flow: { start: 'start', steps: new Map(), next: () => undefined, mayTransfer: () => false },
  channels: [sender],
  ...{ run: 'running', disclosure: '', agents: new Map(), hold: null },
  templates: new Map([[templateId, approved]]),
  contact: { suppressed: null, lastInbound: { [channelId]: noon } },
  ...change,
});
const shut = (verdict: 'skipped' | 'blocked', reason: string, on: string | null = channelId) => ({
  ...{ open: false, verdict, reason },
  channelId: on,
});

describe('a template', () => {
  test('goes out with its text and its filled placeholders', () => {
    expect(gate(templateStep(), rowWith(), contextWith())).toEqual({
      open: true,
      reason: 'TemplateApproved',
      letter: {
        ...{ channelId, message: 'template', templateId, text: 'Hello Ana, on Monday.' },
        variables: { 1: 'Ana', 2: 'Monday' },
      },
    });
  });
  test('opens a conversation: it needs no open window', () => {
    const never = contextWith({ contact: { suppressed: null, lastInbound: {} } });
    expect(gate(templateStep(), rowWith(), never).open).toBe(true);
  });
  test('folds white space in its values, which WhatsApp refuses', () => {
    const found = gate(templateStep(), rowWith({}, { name: ' Ana\n\t  María ' }), contextWith());
    expect(found.open && found.letter.variables).toEqual({ 1: 'Ana María', 2: 'Monday' });
  });
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['a column without a value', { 1: '{{name}}', 2: 'Monday' }, { name: '  ' }],
    ['a placeholder that nothing was mapped to', { 1: '{{name}}' }, { name: 'Ana' }],
    ['a default of nothing', { 1: '{{name|}}', 2: 'Monday' }, {}],
  ])('with %s is skipped', (_what, variables, values) => {
    expect(gate(templateStep(variables), rowWith({}, values), contextWith())).toEqual(
      shut('skipped', 'VariableMissing'),
    );
  });
  test('that is missing is blocked', () => {
    expect(gate(templateStep(), rowWith(), contextWith({ templates: new Map() }))).toEqual(
      shut('blocked', 'TemplateMissing'),
    );
  });
  test.each(['unsubmitted', 'pending', 'rejected', 'paused', 'disabled'] as const)(
    'that is %s is blocked',
    (approval) => {
      const templates = new Map([[templateId, { ...approved, approval }]]);
      expect(gate(templateStep(), rowWith(), contextWith({ templates }))).toEqual(
        shut('blocked', 'TemplateNotApproved'),
      );
    },
  );
  test('is at most 1024 characters long when it is filled', () => {
    const fixed = 'Hello , on Monday.'.length;
    const long = (length: number) => rowWith({}, { name: 'x'.repeat(length - fixed) });
    expect(gate(templateStep(), long(1024), contextWith()).open).toBe(true);
    expect(gate(templateStep(), long(1025), contextWith())).toEqual(shut('skipped', 'TextTooLong'));
  });
});

describe('free text', () => {
  test('goes out while the window is open', () => {
    expect(gate(textStep(), rowWith(), contextWith())).toEqual({
      open: true,
      reason: 'WindowOpen',
      letter: { channelId, message: 'text', templateId: null, text: 'Hello Ana', variables: {} },
    });
  });
  test.each([
    ['2026-11-25T11:59:59.999Z', true],
    ['2026-11-25T12:00:00.000Z', false],
  ])('24 hours after the contact wrote the window closes: at %s it is open: %s', (at, open) => {
    expect(gate(textStep(), rowWith(), contextWith({ at })).open).toBe(open);
  });
  test('is skipped for a contact who never wrote, or wrote on another channel only', () => {
    for (const lastInbound of [{}, { another: noon }])
      expect(gate(textStep(), rowWith(), contextWith({ contact: { suppressed: null, lastInbound } }))).toEqual(
        shut('skipped', 'WindowClosed'),
      );
  });
  test('with a missing value is skipped', () => {
    expect(gate(textStep(), rowWith({}, {}), contextWith())).toEqual(shut('skipped', 'VariableMissing'));
  });
  test('is at most 1600 characters long when it is filled', () => {
    const long = (length: number) =>
      gate(textStep('{{name}}'), rowWith({}, { name: 'x'.repeat(length) }), contextWith());
    expect([long(1600).open, long(1601)]).toEqual([true, shut('skipped', 'TextTooLong')]);
  });
});

describe('the channel', () => {
  const other = { channelId: 'b', kind: 'whatsapp', number: '+56600000002' } as const;
  const voice = { channelId: 'v', kind: 'voice', number: '+56600000003' } as const;
  const open = { suppressed: null, lastInbound: { [channelId]: noon, b: noon, v: noon } };
  const channelOf = (channels: RowContext['channels'], on?: string) => {
    const found = gate(textStep('Hi', on), rowWith(), contextWith({ channels, contact: open }));
    return found.open ? found.letter.channelId : found.reason;
  };
  test('is the only one of WhatsApp', () => expect(channelOf([voice, sender])).toBe(channelId));
  test('is the one that was chosen', () => expect(channelOf([sender, other], 'b')).toBe('b'));
  test.each<[string, RowContext['channels'], string | undefined]>([
    ['none', [], undefined],
    ['none of WhatsApp', [voice], undefined],
    ['two and no choice', [sender, other], undefined],
    ['not the one that was chosen', [sender], 'b'],
    ['one of voice that was chosen', [sender, voice], 'v'],
  ])('blocks when the campaign has %s', (_what, channels, on) =>
    expect(channelOf(channels, on)).toBe('ChannelMissing'),
  );
});

describe('whoever is not to be contacted is not, and the weightiest reason is said', () => {
  const suppressed = { suppressed: 'manual', lastInbound: {} } as const;
  const worst = contextWith({ contact: suppressed, channels: [], templates: new Map() });
  const forgotten = (gone: Partial<OpenRow['started']>) => rowWith({ started: { ...rowWith().started, ...gone } });
  test.each([{ phone: null }, { values: null }])('forgotten: %j', (gone) => {
    expect(gate(templateStep(), forgotten(gone), worst)).toEqual(shut('blocked', 'ContactForgotten', null));
  });
  test.each(['stopWord', 'manual', 'blockedByRecipient'] as const)('suppressed by %s', (cause) => {
    const context = { ...worst, contact: { suppressed: cause, lastInbound: {} } };
    expect(gate(textStep(), rowWith({ absentHere: 3 }), context)).toEqual(shut('blocked', 'ContactSuppressed', null));
  });
  test('tried three times at this step', () => {
    const free = { ...worst, contact: { suppressed: null, lastInbound: {} } };
    expect(gate(templateStep(), rowWith({ absentHere: 3 }), free)).toEqual(
      shut('blocked', 'AttemptLimitReached', null),
    );
    expect(gate(templateStep(), rowWith({ absentHere: 2 }), contextWith()).open).toBe(true);
  });
});
