import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

type Texts = { readonly [key: string]: string | Texts };

const flat = (texts: Texts, before = ''): Map<string, string> =>
  new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`${before}${key}`, value]] : [...flat(value, `${before}${key}.`)],
    ),
  );
const read = (path: string): Map<string, string> => flat(JSON.parse(readFileSync(path, 'utf8')) as Texts);
const values = (text: string): readonly string[] => (text.match(/\{\{.*?\}\}/g) ?? []).sort();

describe.each(globSync(['client/src/app/*/texts/en.json', 'client/src/app/words/refusals/en.json']))('%s', (path) => {
  const english = read(path);
  const spanish = read(`${dirname(path)}/es.json`);

  test('has every text in Spanish, and no other', () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
  });
  test('has no empty text, and both languages say the same values', () => {
    for (const [key, text] of english) {
      expect([key, text.trim(), spanish.get(key)?.trim()]).not.toContain('');
      expect([key, values(spanish.get(key) ?? '')]).toEqual([key, values(text)]);
    }
  });
});
