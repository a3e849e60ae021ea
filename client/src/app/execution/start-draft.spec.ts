import { describe, expect, test } from '@jest/globals';
import { executionSettings } from '#contracts/execution/settings';
import { bounds, settingsOf, usualDraft } from './start-draft.ts';

describe('The form of a run', () => {
  test('left as it is asks for what is usual', () => {
    expect(settingsOf(usualDraft)).toEqual({ settings: executionSettings.parse({}) });
  });
  test.each([
    ['batchSize', '0'],
    ['batchSize', ''],
    ['batchSize', '2.5'],
    ['delaySeconds', '-1'],
    ['delaySeconds', 'soon'],
    ['failurePercent', '0'],
    ['attempts', '9'],
    ['timeScale', '0.5'],
  ] as const)('names the field %s that does not fit with “%s”', (field, typed) => {
    expect(settingsOf({ ...usualDraft, [field]: typed })).toEqual({ wrong: new Set([field]) });
  });
  test('names the reason whose retries do not fit', () => {
    const retries = { ...usualDraft.retries, busy: { most: '11', afterSeconds: '60' } };
    expect(settingsOf({ ...usualDraft, retries })).toEqual({ wrong: new Set(['retries.busy.most']) });
  });
  test('takes its limits from the contract', () => {
    expect(bounds.batchSize).toEqual({ least: 1, most: 10_000 });
    expect(bounds.failurePercent).toEqual({ least: 1, most: 100 });
  });
  test('quiet hours that begin when they end are none', () => {
    const draft = { ...usualDraft, quiet: 'between', quietStart: '08:00', quietEnd: '08:00' } as const;
    expect(settingsOf(draft)).toEqual({ wrong: new Set(['quietEnd']) });
  });
  test('a reason that is never tried again is left out', () => {
    const retries = { ...usualDraft.retries, carrier: { most: '0', afterSeconds: '' } };
    const found = settingsOf({ ...usualDraft, retries });
    expect('settings' in found && found.settings.retries).toEqual({ rateLimited: { most: 3, afterSeconds: 60 } });
  });
});
