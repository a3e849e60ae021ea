import { describe, expect, test } from '@jest/globals';
import { given } from '#contracts/kernel/spec';
import { fold } from '#contracts/kernel/decider';
import { contact } from './contact.ts';
import { contactExamples as happened } from './examples.ts';
import { judgeRecovered, type Intended, type Recovered } from './recovered.ts';

const outreach: Recovered = {
  ...{ kind: 'message', channelId: 'whatsapp', providerId: 'SM1', madeAt: '2026-11-24T12:00:00Z' },
  ...{ text: 'Hello', adoptedBy: null },
};
const intended: Intended = {
  ...{
    kind: 'message',
    rowId: 'e_0',
    channelId: 'whatsapp',
    text: 'Hello',
    begunAt: '2026-11-24T11:00:00.000Z',
    known: [],
  },
};
const judged = (recovered: Partial<Recovered>[], wanted: Partial<Intended> = {}) =>
  judgeRecovered(
    recovered.map((each) => ({ ...outreach, ...each })),
    { ...intended, ...wanted },
  );

describe('after a restore a message', () => {
  test('goes out when nothing was recovered', () => {
    expect(judged([])).toEqual({ do: 'reach' });
  });
  test('that the carrier has already is adopted, the oldest of several first', () => {
    expect(judged([{}])).toEqual({ do: 'adopt', outreach });
    const older = { providerId: 'SM0', madeAt: '2026-11-24T11:59:00Z' };
    expect(judged([{}, older])).toEqual({ do: 'adopt', outreach: { ...outreach, ...older } });
  });
  test('is adopted also by a run that was begun again after the restore', () => {
    expect(judged([{}], { begunAt: '2026-11-25T09:00:00.000Z' })).toEqual({ do: 'adopt', outreach });
    expect(judged([{}], { begunAt: '2026-12-24T09:00:00.000Z' })).toEqual({ do: 'reach' });
  });
  test('is adopted by one row only, and by that one again', () => {
    expect(judged([{ adoptedBy: 'e_1' }])).toEqual({ do: 'reach' });
    expect(judged([{ adoptedBy: 'e_0' }])).toMatchObject({ do: 'adopt' });
  });
  test('is not taken for one that the row is known to have sent', () => {
    expect(judged([{}], { known: ['SM1'] })).toEqual({ do: 'reach' });
  });
  test('is withheld when the contact was written to otherwise since the run began, on whatever channel', () => {
    expect(judged([{ text: 'Something else' }])).toEqual({ do: 'withhold' });
    expect(judged([{ channelId: 'other' }])).toEqual({ do: 'withhold' });
    expect(judged([{ text: null }], { text: null })).toEqual({ do: 'withhold' });
  });
  test('of a run that began later goes out, whatever else the contact was written', () => {
    expect(judged([{ text: 'Something else' }], { begunAt: '2026-11-25T09:00:00.000Z' })).toEqual({ do: 'reach' });
  });
});

describe('after a restore a call', () => {
  const called = { kind: 'call', text: null, providerId: 'CA1' } as const;
  test('from the same number is adopted, since calls say no words', () => {
    expect(judged([called], { kind: 'call', text: null })).toMatchObject({ do: 'adopt', outreach: called });
    expect(judged([called], { kind: 'call', text: null, channelId: 'other' })).toEqual({ do: 'withhold' });
  });
  test('is not taken for a message', () => {
    expect(judged([called])).toEqual({ do: 'withhold' });
  });
});

describe('a contact', () => {
  const { OutreachRecovered: recovered, RecoveredOutreachAdopted: adopted } = happened;
  const { answers: _answers, ...asked } = adopted.data;
  const adopt = { type: 'AdoptRecovered', data: asked } as const;
  const { InboundReceived: answered } = happened;

  test('remembers a recovered message once', () => {
    const command = { type: 'RecordRecovered', data: recovered.data } as const;
    given(contact).when(command).then(recovered);
    given(contact, recovered).when(command).thenNothing();
    expect(fold(contact, [recovered]).recovered).toMatchObject([
      { adoptedBy: null, providerId: adopted.data.providerId },
    ]);
  });
  test('hands over with it what was written since on that channel, and nothing else', () => {
    const at = (receivedAt: string, providerId: string, channelId = answered.data.channelId) => ({
      ...answered,
      data: { ...answered.data, receivedAt, providerId, channelId },
    });
    const [early, late] = ['2026-11-24T12:00:05.000Z', '2026-11-24T12:00:20.000Z'];
    const answers = [{ provider: 'sandbox', providerId: 'SM3', receivedAt: late, revision: 3 }];
    given(contact, at(late, 'SM1'), recovered, at(early, 'SM2'), at(late, 'SM3'), at(late, 'SM4', 'other'))
      .when(adopt)
      .then({ ...adopted, data: { ...adopted.data, answers } });
  });
  test('gives it to one row', () => {
    given(contact, recovered).when(adopt).then(adopted);
    given(contact, recovered, adopted).when(adopt).thenNothing();
    given(contact, recovered, adopted)
      .when({ ...adopt, data: { ...adopt.data, rowId: 'another_0' } })
      .thenRefused('RecoveredOutreachIsTaken');
    given(contact).when(adopt).thenRefused('RecoveredOutreachIsMissing');
  });
});
