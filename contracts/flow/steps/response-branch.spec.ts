import { describe, expect, test } from '@jest/globals';
import { matchBranch, responseBranch } from './response-branch.ts';

const yes = { id: 'yes', label: 'Yes', keywords: ['sí', 'yes', 'de acuerdo'], buttons: ['YES_BUTTON'] };
const no = { id: 'no', label: 'No', keywords: ['no'], buttons: [] };
const config = { branches: [yes, no] };
const match = (text: string, button = ''): string => matchBranch(config, { text, button });

describe('ResponseBranch', () => {
  test('has a port for every branch and one for everything else', () => {
    expect(responseBranch.ports(config).map(({ name }) => name)).toEqual(['yes', 'no', 'default']);
  });
  test('finds words whatever their case and accents', () => {
    expect([match('SI!'), match('Sí, claro'), match('ok, de  acuerdo.')]).toEqual(['yes', 'yes', 'yes']);
  });
  test('finds whole words only', () => {
    expect([match('noche'), match('nosotros'), match('siempre')]).toEqual(['default', 'default', 'default']);
  });
  test('a tapped button goes before the words', () => {
    expect(match('no', 'YES_BUTTON')).toBe('yes');
  });
  test('of two branches that fit, the first is taken', () => {
    expect(match('no, sí')).toBe('yes');
  });
  test('two branches of one id, or one called default, are not taken', () => {
    expect(responseBranch.configSchema.safeParse({ branches: [yes, yes] }).success).toBe(false);
    expect(responseBranch.configSchema.safeParse({ branches: [{ ...yes, id: 'default' }] }).success).toBe(false);
  });
  test('a branch without words and buttons is found out', () => {
    expect(
      responseBranch
        .check({ branches: [{ ...yes, keywords: [], buttons: [] }] }, { channels: [], templates: [], columns: null })
        .map(({ code }) => code),
    ).toEqual(['BranchNeverMatches']);
  });
});
