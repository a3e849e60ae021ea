import { describe, expect, test } from '@jest/globals';
import { isRefusal } from '#contracts/kernel/command';
import { given } from '#contracts/kernel/spec';
import { contact } from './contact.ts';
import { isE164 } from './e164.ts';
import { contactExamples as happened } from './examples.ts';
import { consentIn } from './opt-out.ts';

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

describe('words of opting out', () => {
  test.each(['STOP', ' stop. ', 'Baja', 'BAJA!', 'no más', 'Arrêt', 'Cancelar', 'sair', 'Dar de baja'])(
    '“%s” means stop',
    (text) => {
      expect(consentIn(text)).toBe('stop');
    },
  );
  test.each(['Please do not stop', 'I will end it tomorrow', 'Yes', '', 'bajar el precio'])('“%s” does not', (text) => {
    expect(consentIn(text)).toBe('none');
  });
  test.each(['START', 'alta', 'Unstop'])('“%s” means start', (text) => {
    expect(consentIn(text)).toBe('start');
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
