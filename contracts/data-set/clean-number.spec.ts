import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import examples from 'libphonenumber-js/mobile/examples';
import { getCountries, getExampleNumber, parsePhoneNumberWithError, type CountryCode } from 'libphonenumber-js/min';
import { readCleanNumber } from './clean-number.ts';

/** The library alone: a valid number without an extension, or null. */
function byLibrary(written: string, country: CountryCode | null): string | null {
  try {
    const found = parsePhoneNumberWithError(written, country ? { defaultCountry: country } : {});
    return found.isValid() && !found.ext ? found.number : null;
  } catch {
    return null;
  }
}

const digits = Array.from({ length: 10 }, (_each, i) => String(i));
const countries = getCountries();
const country = fc.constantFrom(...countries);
/** A number as the library itself gives it as an example, in its parts. */
const example = country.map((code) => {
  const number = getExampleNumber(code, examples);
  return { code, plus: number?.number ?? '+1', national: number?.nationalNumber ?? '' };
});
const change = fc.oneof(
  fc.record({ kind: fc.constant('digit' as const), at: fc.nat(14), text: fc.constantFrom(...digits) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(16),
    text: fc.constantFrom(' ', '-', '(', ')', '0', '1', '9', '.', '/', '15', '+'),
  }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(14), text: fc.constant('') }),
);

function changed(number: string, changes: readonly { kind: 'digit' | 'insert' | 'drop'; at: number; text: string }[]) {
  return changes.reduce(
    (text, { kind, at, text: put }) => text.slice(0, at) + put + text.slice(kind === 'insert' ? at : at + 1),
    number,
  );
}

describe('a clean number', () => {
  const agree = (written: string, home: CountryCode | null): void => {
    const found = readCleanNumber(written, home);
    if (found !== null) expect([written, home, found]).toEqual([written, home, byLibrary(written, home)]);
  };
  test('is never judged otherwise than by the library, of whatever country and however it is changed', () => {
    fc.assert(
      fc.property(
        example,
        fc.array(change, { maxLength: 3 }),
        fc.option(country),
        fc.boolean(),
        ({ code, plus, national }, changes, other, abroad) => {
          agree(changed(plus, changes), other);
          agree(changed(national, changes), abroad ? other : code);
        },
      ),
      { numRuns: 20_000 },
    );
  });
  test('is never judged otherwise when its digits are any', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...digits), minLength: 6, maxLength: 15 }),
        country,
        (number, home) => {
          agree(number, home);
          agree(`+${number}`, home);
        },
      ),
      { numRuns: 20_000 },
    );
  });
  test('is known without the library in every country that it has an example of', () => {
    const unknown = countries.filter((code) => {
      const number = getExampleNumber(code, examples);
      return number && byLibrary(number.number, null) !== null && readCleanNumber(number.number, null) === null;
    });
    expect(unknown.length).toBeLessThan(countries.length / 10);
  });
  test.each(['0056961234567', '+56 9 6123.4567', 'tel:+56961234567', ' 961234567', '961234567 ext 1', ''])(
    'is none of its business when it is written “%s”',
    (written) => {
      expect(readCleanNumber(written, 'CL')).toBeNull();
    },
  );
});
