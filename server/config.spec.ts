import { describe, expect, test } from '@jest/globals';
import { configKeys, readConfig } from './config.ts';

describe('settings', () => {
  test('have defaults with which the product starts', () => {
    expect(readConfig({})).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', SANDBOX_TIMING: 'realistic' });
  });
  test('that are wrong are all named at once, with what was found', () => {
    expect(() => readConfig({ PORT: 'eighty', SANDBOX_TIMING: 'slow' })).toThrow(
      /PORT is “eighty”.*SANDBOX_TIMING is “slow”/,
    );
  });
  test('that are secret are not repeated', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://me:hunter2@x' })).toThrow(/DATABASE_URL is “…”/);
  });
  test('are each explained by a sentence', () => {
    for (const { about } of Object.values(configKeys)) expect(about).toMatch(/^[A-Z].*\.$/);
  });
});
