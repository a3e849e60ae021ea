import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isCountry, readPhone, type PhoneCode } from './phone.ts';

describe('a phone number', () => {
  test.each([
    ['+56 9 6123 4567', '+56961234567'],
    ['961234567', '+56961234567'],
    ['56961234567', '+56961234567'],
    ['0056 961234567', '+56961234567'],
    ["'+56961234567", '+56961234567'],
    ['whatsapp:+56961234567', '+56961234567'],
    ['\u202A+56961234567\u202C', '+56961234567'],
    ['+34 600 123 456', '+34600123456'],
    ['＋５６９６１２３４５６７', '+56961234567'],
    ['٩٦١٢٣٤٥٦٧', '+56961234567'],
    ['+۵۶ ۹ ۶۱۲۳ ۴۵۶۷', '+56961234567'],
  ])('“%s” of a Chilean list is %s', (written, e164) => {
    expect(readPhone(written, 'CL')).toEqual({ ok: true, e164 });
  });

  test.each<[string, PhoneCode]>([
    ['', 'PhoneMissing'],
    ['   ', 'PhoneMissing'],
    ['5.69E+10', 'PhoneDamagedBySpreadsheet'],
    ['5,69E+10', 'PhoneDamagedBySpreadsheet'],
    ['56961234567.0', 'PhoneDamagedBySpreadsheet'],
    ['34600123456', 'PhoneLostPlus'],
    ['call me', 'PhoneNotANumber'],
    ['12 x', 'PhoneNotANumber'],
    ['+56961234567 / +56961234568', 'PhoneSeveralInOneCell'],
    ['961234567, 961234568', 'PhoneSeveralInOneCell'],
    ['961234567 o 961234568', 'PhoneSeveralInOneCell'],
    ['961234567 961234568', 'PhoneSeveralInOneCell'],
    ['+56961234567+56961234568', 'PhoneSeveralInOneCell'],
    ['961234567\n961234568', 'PhoneSeveralInOneCell'],
    ['2 2345 6789 ext. 12', 'PhoneHasExtension'],
    ['2 2345 6789 anexo 12', 'PhoneHasExtension'],
    ['2 2345 6789x12', 'PhoneHasExtension'],
    ['2 2345 6789 #12', 'PhoneHasExtension'],
    ['cel: 961234567', 'PhoneHasTextAround'],
    ['961234567 (Ana)', 'PhoneHasTextAround'],
    ['123', 'PhoneInvalid'],
    ['n/a', 'PhoneNotANumber'],
    ['+56961234567890123456', 'PhoneTooLong'],
  ])('“%s” is rejected as %s, with a sentence', (written, code) => {
    const verdict = readPhone(written, 'CL');
    expect(verdict).toMatchObject({ ok: false, code });
    expect(!verdict.ok && verdict.sentence.length).toBeGreaterThan(20);
  });

  test.each<[string, 'IT' | 'CL' | null, PhoneCode]>([
    ['612345678', 'IT', 'PhoneLostZero'],
    ['34600123456', null, 'PhoneLostPlus'],
    ['5600123', 'CL', 'PhoneInvalid'],
  ])('“%s” in %s is rejected as %s: which number it was is for a person to say', (written, country, code) => {
    expect(readPhone(written, country)).toMatchObject({ ok: false, code });
  });

  test.each([
    ['+44 7911 628497', 'with the country code +44'],
    ['123', 'in CL'],
    ['+34 100', 'in ES'],
  ])('“%s” of a Chilean list is no valid number %s', (written, where) => {
    expect(readPhone(written, 'CL')).toMatchObject({
      sentence: `“${written}” is no valid number ${where}; check its digits and its country code.`,
    });
  });

  test('without a country code needs a default country', () => {
    expect(readPhone('961234567', null)).toMatchObject({ ok: false, code: 'PhoneHasNoCountry' });
    expect(readPhone('+56961234567', null)).toEqual({ ok: true, e164: '+56961234567' });
  });

  test('whatever is written, there is a verdict and no fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('CL', 'ES', 'US', null), (written, country) => {
        const verdict = readPhone(written, country);
        if (verdict.ok) expect(verdict.e164).toMatch(/^\+[1-9]\d{6,14}$/);
      }),
    );
  });

  test('what came out of the import goes in again unchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20_000_000, max: 99_999_999 }), (digits) => {
        const first = readPhone(`9 ${digits}`, 'CL');
        if (first.ok) expect(readPhone(first.e164, null)).toEqual(first);
      }),
    );
  });
});

test('a country is one that the numbers are known of', () => {
  expect([isCountry('CL'), isCountry('XX'), isCountry('Chile')]).toEqual([true, false, false]);
});
