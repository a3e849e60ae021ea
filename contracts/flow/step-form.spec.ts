import { describe, expect, test } from '@jest/globals';
import { entryFormOf, formOf } from './step-form.ts';
import { stepDefinitions, type StepType } from './steps.ts';

const field = (type: StepType, name: string) => formOf(type).find((each) => each.name === name);

describe('The form of a step', () => {
  test('says how long a text may be and that it is needed', () => {
    expect(field('SendMessage', 'text')).toEqual({ name: 'text', kind: 'text', required: true, longest: 1600 });
  });
  test('says the least and the most of a number, and what counts without one', () => {
    expect(field('VoiceCall', 'ringSeconds')).toEqual({
      ...{ name: 'ringSeconds', kind: 'number', required: false },
      ...{ otherwise: 30, least: 5, most: 120 },
    });
  });
  test('lists the values of a choice', () => {
    expect(field('VoiceCall', 'voice')).toMatchObject({ kind: 'choice', choices: expect.arrayContaining(['alloy']) });
  });
  test('knows the entries of a list', () => {
    expect(field('ResponseBranch', 'branches')).toMatchObject({ kind: 'list', mostEntries: 20 });
    expect(entryFormOf('ResponseBranch', 'branches').map(({ name }) => name)).toEqual([
      ...['id', 'label', 'keywords', 'buttons'],
    ]);
    expect(entryFormOf('Condition', 'conditions').find(({ name }) => name === 'operator')?.kind).toBe('choice');
  });
  test('exists for every step type', () => {
    expect(Object.keys(stepDefinitions).map((type) => formOf(type as StepType).length)).toEqual([
      0, 3, 1, 1, 2, 8, 8, 3, 1, 2, 1,
    ]);
  });
});
