import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { codesInSource, wordsOfType } from './codes-in-source.ts';

type Texts = { readonly [key: string]: string | Texts };

const read = (path: string): Texts => JSON.parse(readFileSync(`client/src/app/${path}`, 'utf8')) as Texts;
const within = (texts: Texts, key: string): Texts => texts[key] as Texts;
const valuesIn = (text: string): readonly string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
/** What a page shows beside the code: the cell that was read as a phone number. */
const knownToThePage = (code: string): readonly string[] => (code.startsWith('Phone') ? ['written'] : []);

describe.each(['en', 'es'])(
  'What the contracts and the server say by a code is said in the reader’s language: %s',
  (language) => {
    const refusals = read(`words/refusals/${language}.json`);
    const textOf = (code: string): string => (typeof refusals[code] === 'string' ? refusals[code] : '');
    const words = read(`words/texts/${language}.json`);
    const codes = codesInSource();

    test('every refusal and error', () => {
      const said = new Set(codes.filter(({ kind }) => kind === 'refusal').map(({ code }) => code));
      for (const code of wordsOfType('contracts/data-set/phone.ts', 'PhoneCode')) said.add(code);
      expect(said.size).toBeGreaterThan(100);
      expect([...said].filter((code) => textOf(code) === '')).toEqual([]);
    });
    test('with no value that is not given where it is said', () => {
      const holes = codes.flatMap(({ code, at, values }) =>
        valuesIn(textOf(code))
          .filter((name) => ![...values, ...knownToThePage(code)].includes(name))
          .map((name) => `${code} at ${at} gives no ${name}`),
      );
      expect(holes).toEqual([]);
    });
    test('nothing that is never said', () => {
      const said = new Set([
        ...codes.map(({ code }) => code),
        ...wordsOfType('contracts/data-set/phone.ts', 'PhoneCode'),
      ]);
      // `NotUnderstood` is the app's own word; `InvalidFields` is `Invalid` where the fields are known.
      const ours = ['NotUnderstood', 'InvalidFields', 'values'];
      expect(Object.keys(refusals).filter((code) => !said.has(code) && !ours.includes(code))).toEqual([]);
    });
    test('every finding of a flow', () => {
      const findings = within(read(`flow-builder/texts/${language}.json`), 'findings');
      const said = new Set(codes.filter(({ kind }) => kind === 'finding').map(({ code }) => code));
      expect(said.size).toBeGreaterThan(15);
      expect([...said].filter((code) => typeof findings[code] !== 'string')).toEqual([]);
    });
    test('why a contact was made or not, and why a run pauses', () => {
      const missing = (path: string, type: string, key: string): readonly string[] =>
        wordsOfType(path, type).filter((word) => typeof within(words, key)[word] !== 'string');
      expect(missing('contracts/row/events.ts', 'DecisionReason', 'reason')).toEqual([]);
      expect(missing('contracts/execution/events.ts', 'PauseCause', 'pauseCause')).toEqual([]);
    });
  },
);
