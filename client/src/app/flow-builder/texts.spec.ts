import { describe, expect, test } from '@jest/globals';
import { entryFormOf, formOf } from '#contracts/flow/step-form';
import { portsOfStep } from '#contracts/flow/step-ports';
import { stepDefinitions, type StepType } from '#contracts/flow/steps';
import { wordTexts } from '#client/words/word-texts';
import { keyTable } from './editing/keys.ts';
import en from './texts/en.json' with { type: 'json' };
import es from './texts/es.json' with { type: 'json' };

type Texts = { readonly [key: string]: string | Texts };
const types = Object.keys(stepDefinitions) as StepType[];

/** Every key with its text, as `steps.Start.name`. */
function flat(texts: Texts, at = ''): readonly (readonly [key: string, text: string])[] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[`${at}${key}`, text] as const] : flat(text, `${at}${key}.`),
  );
}

const { default: words } = await wordTexts.en();
const english = new Map([...flat(en), ...flat(words, 'words.')]);
const placeholdersIn = (text = ''): readonly string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

describe('The texts of the builder', () => {
  test('are there in both languages, with the same places for values', () => {
    const [own, spanish] = [new Map(flat(en)), new Map(flat(es))];
    expect([...spanish.keys()].sort()).toEqual([...own.keys()].sort());
    for (const [key, text] of own)
      expect([key, ...placeholdersIn(spanish.get(key))]).toEqual([key, ...placeholdersIn(text)]);
  });
  test.each(types)('name %s, its settings and what can be chosen in them', (type) => {
    const fields = formOf(type).flatMap((field) => [
      `words.field.${field.name}`,
      ...(field.choices ?? []).map((choice) => `choices.${field.name}.${choice}`),
    ]);
    const wanted = [`words.step.${type}`, `steps.${type}.about`, ...fields];
    expect(wanted.filter((key) => !english.has(key))).toEqual([]);
  });
  test('name every way out that nobody names', () => {
    const ports = types.flatMap((type) => portsOfStep({ id: 'a', type, x: 0, y: 0, config: {} }));
    expect(ports.map(({ name }) => `words.port.${name}`).filter((key) => !english.has(key))).toEqual([]);
  });
  test('name every comparison and every key', () => {
    const operators = entryFormOf('Condition', 'conditions').find(({ name }) => name === 'operator')?.choices ?? [];
    const wanted = [
      ...operators.map((each) => `operators.${each}`),
      ...keyTable.map(({ command }) => `keys.${command}`),
    ];
    expect(wanted.filter((key) => !english.has(key))).toEqual([]);
  });
});
