import { expect, test } from '@jest/globals';
import { stepDefinitions } from '#contracts/flow/steps';
import en from './texts/en.json' with { type: 'json' };
import es from './texts/es.json' with { type: 'json' };

type Texts = { readonly [key: string]: string | Texts };

/** Every key with its text, as `outcome.open`. */
function flat(texts: Texts, at = ''): readonly (readonly [key: string, text: string])[] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[`${at}${key}`, text] as const] : flat(text, `${at}${key}.`),
  );
}

const placeholdersIn = (text = ''): readonly string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

test('the words are there in both languages, with the same places for values', () => {
  const [english, spanish] = [new Map(flat(en)), new Map(flat(es))];
  expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, text] of english)
    expect([key, ...placeholdersIn(spanish.get(key))]).toEqual([key, ...placeholdersIn(text)]);
});

test('every type of step has a name', () => {
  expect(Object.keys(stepDefinitions).filter((type) => !(type in en.step))).toEqual([]);
});
