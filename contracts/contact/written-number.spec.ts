import { expect, test } from '@jest/globals';
import { writtenNumber } from './written-number.ts';

test.each([
  ['+56961234567', '+56 9 6123 4567'],
  ['+442071838750', '+44 20 7183 8750'],
  ['+34612345678', '+34 612 34 56 78'],
  ['+12025550123', '+1 202 555 0123'],
])('%s is written %s', (number, written) => {
  expect(writtenNumber(number)).toBe(written);
});

test.each(['•••67', '', 'sandbox'])('what is no number stays as it is: “%s”', (text) => {
  expect(writtenNumber(text)).toBe(text);
});
