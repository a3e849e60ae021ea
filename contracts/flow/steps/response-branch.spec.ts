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
  test('a word of signs alone, and an empty answer, fit nothing', () => {
    const signs = { branches: [{ ...yes, keywords: ['…', '?'], buttons: [] }] };
    expect(matchBranch(signs, { text: '? …', button: '' })).toBe('default');
    expect(match('')).toBe('default');
  });
  test('a button that no branch has is no word either', () => {
    expect(match('', 'OTHER')).toBe('default');
    expect(match('Yes', 'OTHER')).toBe('yes');
    expect(matchBranch({ branches: [{ ...yes, buttons: [''] }] }, { text: '', button: '' })).toBe('default');
  });
  test('has 1 to 20 branches, each with a label', () => {
    const many = (count: number) => ({
      branches: Array.from({ length: count }, (_each, i) => ({ ...no, id: `b${i}` })),
    });
    expect([0, 1, 20, 21].map((count) => responseBranch.configSchema.safeParse(many(count)).success)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(responseBranch.configSchema.safeParse({ branches: [{ ...yes, label: ' ' }] }).success).toBe(false);
    expect(responseBranch.configSchema.safeParse({ branches: [{ ...yes, id: 'no spaces' }] }).success).toBe(false);
  });
  test('every way must lead somewhere', () => {
    expect(responseBranch.ports(config).every(({ required }) => required)).toBe(true);
  });
  test('a branch with words or buttons is right', () => {
    const facts = { channels: [], templates: [], agents: [], columns: null };
    expect(responseBranch.check({ branches: [no, { ...yes, keywords: [] }] }, facts)).toEqual([]);
  });
  test('a branch without words and buttons is found out', () => {
    expect(
      responseBranch
        .check(
          { branches: [{ ...yes, keywords: [], buttons: [] }] },
          { channels: [], templates: [], agents: [], columns: null },
        )
        .map(({ code }) => code),
    ).toEqual(['BranchNeverMatches']);
  });
});
