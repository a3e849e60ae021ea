import { TestBed } from '@angular/core/testing';
import { expect, test } from '@jest/globals';
import type { StepTotals } from '#contracts/wire/report-rows';
import { wordTexts } from '#client/words/word-texts';
import { withTexts } from '#app-testing/with-texts';
import { ReportWords } from './report-words.ts';

const step = (step: string, of: Partial<StepTotals>): StepTotals =>
  ({ step, type: 'End', title: null, outcome: null, ordinal: 0, ...of }) as StepTotals;

test('a step is called as the builder calls it, and an End step also by what it counts', async () => {
  await withTexts('words', wordTexts.en);
  const names = TestBed.inject(ReportWords).stepNames([
    step('a', { type: 'SendMessage', title: 'Ask for the day', ordinal: 2 }),
    step('b', { type: 'SendMessage', ordinal: 1 }),
    step('c', { outcome: 'confirmed', ordinal: 2 }),
    step('d', { title: 'Over' }),
  ]);
  expect([...names.values()]).toEqual(['Ask for the day', 'Send message 1', 'End 2 – confirmed', 'Over']);
});
