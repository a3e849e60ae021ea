import { describe, expect, test } from '@jest/globals';
import { isRefusal } from '#contracts/kernel/command';
import { fold } from '#contracts/kernel/decider';
import { given } from '#contracts/kernel/spec';
import { contact } from './contact.ts';
import { isE164 } from './e164.ts';
import { contactExamples as happened } from './examples.ts';

const { optOut: _optOut, ...inbound } = happened.InboundReceived.data;
const { contactId } = inbound;
const hears = (text: string, providerId = inbound.providerId) =>
  ({ type: 'RecordInbound', data: { ...inbound, text, providerId } }) as const;
const typesOf = (decision: object): readonly string[] =>
  isRefusal(decision) ? [] : (decision as readonly { type: string }[]).map(({ type }) => type);

describe('a contact', () => {
  test('writes, and the same message twice is written once', () => {
    given(contact).when(hears('Yes')).then(happened.InboundReceived);
    given(contact, happened.InboundReceived).when(hears('Yes')).thenNothing();
  });
  test('who says STOP is suppressed at once, by the same command', () => {
    expect(typesOf(given(contact).when(hears('stop')).decision)).toEqual(['InboundReceived', 'ContactSuppressed']);
  });
  test('who says STOP again stays suppressed', () => {
    expect(typesOf(given(contact, happened.ContactSuppressed).when(hears('STOP')).decision)).toEqual([
      'InboundReceived',
    ]);
  });
  test('takes their own STOP back with START, but not what an operator decided', () => {
    expect(typesOf(given(contact, happened.ContactSuppressed).when(hears('START')).decision)).toEqual([
      'InboundReceived',
      'ContactUnsuppressed',
    ]);
    const byHand = { type: 'ContactSuppressed', data: { contactId, cause: 'manual' } } as const;
    expect(typesOf(given(contact, byHand).when(hears('START')).decision)).toEqual(['InboundReceived']);
  });
  test('is not written to again on account of a START from before the STOP that comes late', () => {
    const stop = { ...happened.InboundReceived.data, optOut: true, providerId: 'stop', text: 'STOP' };
    const stopped = [{ type: 'InboundReceived', data: stop }, happened.ContactSuppressed] as const;
    const start = (receivedAt: string) => ({ ...hears('START', 'start').data, receivedAt });
    const record = (receivedAt: string) =>
      typesOf(given(contact, ...stopped).when({ type: 'RecordInbound', data: start(receivedAt) }).decision);
    expect(record('2026-11-24T12:00:08.999Z')).toEqual(['InboundReceived']);
    expect(record('2026-11-24T12:00:09.001Z')).toEqual(['InboundReceived', 'ContactUnsuppressed']);
  });
  test('opens the window of a channel with the newest message there, whatever comes last', () => {
    const { channelId } = inbound;
    const at = (receivedAt: string, providerId: string, on = channelId) =>
      ({
        type: 'InboundReceived',
        data: { ...happened.InboundReceived.data, receivedAt, providerId, channelId: on },
      }) as const;
    const older = at('2026-11-24T11:00:00.000Z', 'older');
    const newer = at('2026-11-24T12:00:00.500Z', 'newer');
    const whole = at('2026-11-24T12:00:00Z', 'whole second');
    for (const heard of [
      [older, newer],
      [newer, older],
      [newer, whole],
      [whole, newer],
    ])
      expect(fold(contact, heard).lastInbound).toEqual({ [channelId]: newer.data.receivedAt });
    expect(fold(contact, [newer, at('2026-11-24T10:00:00.000Z', 'elsewhere', 'b')]).lastInbound).toEqual({
      [channelId]: newer.data.receivedAt,
      b: '2026-11-24T10:00:00.000Z',
    });
  });
  test('two messages of one id from two carriers are two', () => {
    const other = { ...hears('Yes'), data: { ...hears('Yes').data, provider: 'twilio' } };
    expect(typesOf(given(contact, happened.InboundReceived).when(other).decision)).toEqual(['InboundReceived']);
  });
  test('is remembered by the newest two hundred messages', () => {
    const heard = Array.from({ length: 201 }, (_each, i) => ({
      type: 'InboundReceived' as const,
      data: { ...happened.InboundReceived.data, providerId: `SM${i}` },
    }));
    given(contact, ...heard)
      .when(hears('Yes', 'SM1'))
      .thenNothing();
    expect(typesOf(given(contact, ...heard).when(hears('Yes', 'SM0')).decision)).toEqual(['InboundReceived']);
  });
  test('is contacted again after START, and suppressed again after another STOP', () => {
    const { ContactSuppressed, ContactUnsuppressed } = happened;
    expect(fold(contact, [ContactSuppressed, ContactUnsuppressed]).suppressed).toBeNull();
    expect(typesOf(given(contact, ContactSuppressed, ContactUnsuppressed).when(hears('STOP')).decision)).toEqual([
      'InboundReceived',
      'ContactSuppressed',
    ]);
  });
  test('says by the message itself whether it asks to be left alone', () => {
    for (const [text, optOut] of [
      ['Baja', true],
      ['Yes', false],
      ['START', false],
    ] as const)
      expect(given(contact).when(hears(text)).decision).toMatchObject([
        { data: { optOut, text } },
        ...(optOut ? [{}] : []),
      ]);
  });
  test('is suppressed and unsuppressed by hand, each once', () => {
    const suppress = { type: 'SuppressContact', data: { contactId, cause: 'manual' } } as const;
    const unsuppress = { type: 'UnsuppressContact', data: { contactId } } as const;
    given(contact)
      .when(suppress)
      .then({ type: 'ContactSuppressed', data: { contactId, cause: 'manual' } });
    given(contact, happened.ContactSuppressed).when(suppress).thenNothing();
    given(contact, happened.ContactSuppressed)
      .when(unsuppress)
      .then({ type: 'ContactUnsuppressed', data: { contactId, cause: 'manual' } });
    given(contact).when(unsuppress).thenNothing();
  });
});

test.each([
  ['+56961234567', true],
  ['56961234567', false],
  ['+0123456789', false],
  ['+1234567890123456', false],
  ['+12', false],
])('%s in E.164: %s', (text, is) => {
  expect(isE164(text)).toBe(is);
});
