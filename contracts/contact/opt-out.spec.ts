import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { consentIn } from './opt-out.ts';

const stopWords = [
  ...['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out'],
  ...['baja', 'alto', 'parar', 'cancelar', 'no molestar', 'dar de baja', 'darse de baja'],
  ...['desuscribir', 'desuscribirme', 'no más', 'sair', 'pare', 'descadastrar', 'arrêt', 'arrêter'],
  ...['désabonner', 'stopp', 'abmelden', 'basta', 'annulla'],
];
const startWords = ['start', 'unstop', 'subscribe', 'alta', 'suscribir', 'volver'];

describe('words of opting out', () => {
  test.each(stopWords)('“%s” means stop', (word) => expect(consentIn(word)).toBe('stop'));
  test.each(startWords)('“%s” means start', (word) => expect(consentIn(word)).toBe('start'));
  test.each([
    'Please do not stop',
    'I will end it tomorrow',
    'Yes',
    '',
    '.',
    'bajar el precio',
    'STOP it',
    'no',
    'más',
  ])('“%s” means neither', (text) => expect(consentIn(text)).toBe('none'));
  test('case, accents, and what stands around a word change nothing', () => {
    const around = fc.constantFrom('', ' ', '.', '!', ' . ', '\n', '“', '*');
    const form = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.toUpperCase(),
      (text) => text.normalize('NFD'),
      (text) => text.replaceAll(' ', '  '),
      (text) => text.replaceAll(' ', '-'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...stopWords), form, around, around, (word, formed, before, after) => {
        expect(consentIn(`${before}${formed(word)}${after}`)).toBe('stop');
      }),
    );
  });
  test('no word means both', () => {
    expect(startWords.filter((word) => stopWords.includes(word))).toEqual([]);
  });
});
