import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escaped, rowReader, unescaped } from './read-row.ts';

describe('a row', () => {
  const mapping = { phone: 'phone' };
  test('is read by its columns', () => {
    expect(rowReader(['name', 'phone'], mapping, null)(['Ana', '+56961234567'])).toEqual({
      ok: true,
      e164: '+56961234567',
      values: { name: 'Ana', phone: '+56961234567' },
    });
  });
  test('keeps every value, whatever its column is called', () => {
    const read = rowReader(['__proto__', 'constructor', 'phone'], mapping, null)(['x', 'y', '+56961234567']);
    expect(Object.entries(read.values)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['phone', '+56961234567'],
    ]);
  });
  test('without the column of the phone has no phone', () => {
    expect(rowReader(['name'], { phone: 'constructor' }, null)(['x'])).toMatchObject({
      code: 'PhoneMissing',
    });
  });
  test('whose number is none is rejected with what was read', () => {
    expect(rowReader(['name', 'phone'], mapping, 'CL')(['Ana', '12'])).toMatchObject({
      ok: false,
      code: 'PhoneInvalid',
      values: { name: 'Ana', phone: '12' },
    });
  });
  test('with too many or too few fields is rejected', () => {
    expect(rowReader(['name', 'phone'], mapping, null)(['Ana', '+56961234567', 'x'])).toMatchObject({
      ok: false,
      code: 'RowHasTooManyFields',
    });
    expect(rowReader(['name', 'phone'], mapping, null)(['Ana'])).toMatchObject({
      ok: false,
      code: 'RowHasTooFewFields',
    });
  });
  test.each(['a\u0000b', 'Jos\ufffd'])(
    'in whose text something was lost is rejected when it is looked for: “%s”',
    (name) => {
      const read = rowReader(['name', 'phone'], mapping, null);
      expect(read([name, '+56961234567'], true)).toMatchObject({ ok: false, code: 'RowIsDamaged' });
      expect(read(['José', '+56961234567'], true)).toMatchObject({ ok: true });
    },
  );
});

describe('a value', () => {
  test('is no formula to a spreadsheet, and comes back as it was', () => {
    const text = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '＝', 'a', '1', ' ') });
    fc.assert(
      fc.property(text, (value) => {
        expect(escaped(value)).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
        expect(unescaped(escaped(value))).toBe(value);
      }),
    );
  });
});
