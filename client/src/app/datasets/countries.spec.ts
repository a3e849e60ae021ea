import { describe, expect, test } from '@jest/globals';
import { countriesIn, countryName } from './countries.ts';

describe('The countries to choose from', () => {
  test.each(['en', 'es'])('are each listed once (%s)', (locale) => {
    const names = countriesIn(locale).map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names).toContain('Chile');
  });
  test('are called as the reader calls them', () => {
    expect(countryName('ES', 'en')).toBe('Spain');
    expect(countryName('ES', 'es')).toBe('España');
  });
});
