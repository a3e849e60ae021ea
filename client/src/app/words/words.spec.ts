import { expect, test } from '@jest/globals';
import { stepDefinitions } from '#contracts/flow/steps';
import en from './texts/en.json' with { type: 'json' };

test('every type of step has a name', () => {
  expect(Object.keys(stepDefinitions).filter((type) => !(type in en.step))).toEqual([]);
});
