import { describe, expect, test } from '@jest/globals';
import { isSpokenOptOut } from '#contracts/contact/opt-out';
import { namedPersonas, otherSideOf, personaOf } from './persona.ts';

const everybody = Array.from({ length: 5_000 }, (_each, i) => personaOf('seed', `+569${60_000_000 + i * 7}`));
type Persona = (typeof everybody)[number];
const share = (is: (persona: Persona) => boolean): number => everybody.filter(is).length / everybody.length;

describe('the people of the sandbox', () => {
  test('do the same with the same seed, and other things with another', () => {
    const behaviours = (seed: string) =>
      Array.from({ length: 200 }, (_each, i) => JSON.stringify(personaOf(seed, `+56961${String(i * 37 + 100_000)}`)));
    expect(behaviours('a')).toEqual(behaviours('a'));
    expect(behaviours('a')).not.toEqual(behaviours('b'));
  });
  test('whose numbers have a named ending behave as told, whatever the seed', () => {
    for (const [ending, persona] of Object.entries(namedPersonas))
      expect(personaOf('any', `+5696000${ending}`)).toEqual(persona);
    expect(Object.keys(namedPersonas).sort().at(-1)).toBe('0023');
  });
});

describe('the shares of all other numbers walk every way', () => {
  test.each<[string, number, (persona: Persona) => boolean]>([
    ['does not exist', 0.005, ({ refused }) => refused],
    ['cannot be delivered to', 0.01, ({ undelivered }) => undelivered !== null],
    ['replies', 0.3, ({ replies }) => replies.length > 0],
    ['taps a button', 0.02, ({ replies }) => replies.some(({ button }) => button !== '')],
    ['writes STOP', 0.002, ({ replies }) => replies.some(({ text }) => /stop|baja/i.test(text))],
    ['is busy', 0.03, ({ phone }) => phone.line === 'busy'],
    ['does not pick up', 0.1, ({ phone }) => phone.line === 'noAnswer'],
    ['has a broken line', 0.01, ({ phone }) => phone.line === 'failed'],
    ['has a machine', 0.1, ({ phone }) => phone.line === 'machine'],
    ['picks up', 0.4, ({ phone }) => phone.line === 'answers'],
    ['asks for a human being', 0.1, ({ phone }) => phone.talk.wantsTransfer],
    ['says nothing', 0.03, ({ phone }) => phone.talk.turns.length === 0],
    ['hangs up', 0.1, ({ phone }) => phone.talk.endedBy === 'contact'],
    ['talks for ever', 0.01, ({ phone }) => phone.talk.endedBy === 'limit'],
    ['asks not to be called', 0.01, ({ phone }) => phone.talk.turns.some(({ text }) => isSpokenOptOut(text))],
    ['calls back', 0.2, ({ phone }) => phone.callsBack],
    ['does not wait for somebody else', 0.05, ({ phone }) => !phone.patient],
  ])('somebody %s', (_what, atLeast, is) => {
    expect(share(is)).toBeGreaterThan(atLeast);
    expect(share(is)).toBeLessThan(0.9);
  });
  test('nobody speaks in placeholders', () => {
    const words = everybody.flatMap(({ phone }) => phone.talk.turns.map(({ text }) => text));
    expect(words.filter((text) => /[{}]/.test(text) || text.trim() === '')).toEqual([]);
  });
});

describe('whoever a call is handed to', () => {
  test.each([
    ['0014', 'bridged'],
    ['0010', 'busy'],
    ['0011', 'noAnswer'],
    ['0012', 'noAnswer'],
    ['0013', 'failed'],
    ['0001', 'failed'],
  ])('behaves as the ending %s tells: %s', (ending, side) => {
    expect(otherSideOf('any', `+5622000${ending}`, '+56961230015')).toBe(side);
  });
  test('is free for one person and not for the next, when the number has no name', () => {
    const sides = new Set(
      Array.from({ length: 200 }, (_each, i) => otherSideOf('seed', '+56220009999', `+5696${1_000_000 + i}`)),
    );
    expect([...sides].sort()).toEqual(['bridged', 'busy', 'failed', 'noAnswer']);
    expect(otherSideOf('seed', '+56220009999', '+56961111111')).toBe(
      otherSideOf('seed', '+56220009999', '+56961111111'),
    );
  });
});
