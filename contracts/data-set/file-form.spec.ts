import { describe, expect, test } from '@jest/globals';
import { utf8ToBytes as bytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { binaryKind, byteOrderMark, columnsOf, guessDelimiter, utf8Checker } from './file-form.ts';
import { guessMapping } from './guess-mapping.ts';
import { readRow } from './read-row.ts';

describe('the form of a file', () => {
  test.each([
    ['a;b;c\n1,5;2;3', ';'],
    ['a,b\n', ','],
    ['a\tb\tc', '\t'],
    ['"a;b;c",d\n', ','],
    ['phone', ','],
  ])('of “%s” is told by its header', (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter);
  });
  test('what is no text is named', () => {
    expect(binaryKind(new Uint8Array([0x50, 0x4b, 3, 4, 9]))).toBe('a spreadsheet or zip file');
    expect(binaryKind(new Uint8Array([65, 0, 66]))).toBe('a binary file');
    expect(binaryKind(bytes('name,phone'))).toBeNull();
  });
  test('a byte order mark is no part of the first column', () => {
    expect([byteOrderMark(bytes('\uFEFFa')), byteOrderMark(bytes('a'))]).toEqual([3, 0]);
  });
  test('UTF-8 is known however the file is cut into pieces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 5 }), (text, size) => {
        const checker = utf8Checker();
        const all = bytes(text);
        for (let from = 0; from < all.length; from += size) checker.take(all.subarray(from, from + size));
        expect(checker.isUtf8()).toBe(true);
      }),
    );
  });
  test('Latin-1 is not taken for UTF-8', () => {
    const checker = utf8Checker();
    checker.take(new Uint8Array([0x4a, 0x6f, 0x73, 0xe9, 0x2c, 0x31]));
    expect(checker.isUtf8()).toBe(false);
  });
});

describe('columns', () => {
  test('without a name and of one name are told apart', () => {
    expect(columnsOf([' name ', '', 'name', 'a{{b}}'])).toEqual(['name', 'column 2', 'name (2)', 'a  b']);
  });
  test('are told apart from names that look as if they had been', () => {
    expect(columnsOf(['name', 'name (2)', 'name'])).toEqual(['name', 'name (2)', 'name (3)']);
    expect(columnsOf(['column 2', ''])).toEqual(['column 2', 'column 2 (2)']);
  });
  test('never bear one name twice, whatever stands in the header', () => {
    const written = fc.constantFrom('a', 'a (2)', 'a (3)', '', 'column 1', 'column 2', '{a}', ' a ', '__proto__');
    fc.assert(
      fc.property(fc.array(written, { maxLength: 8 }), (header) => {
        const columns = columnsOf(header);
        expect([columns.length, new Set(columns).size]).toEqual([header.length, header.length]);
      }),
    );
  });
  test.each([
    [['Nombre', 'Teléfono', 'Correo'], { phone: 'Teléfono', name: 'Nombre', email: 'Correo', identifier: null }],
    [['RUT', 'Celular'], { phone: 'Celular', name: null, email: null, identifier: 'RUT' }],
    [['id', 'WhatsApp', 'phone'], { phone: 'WhatsApp', name: null, email: null, identifier: 'id' }],
    [['Contact phone (mobile)'], { phone: 'Contact phone (mobile)', name: null, email: null, identifier: null }],
    [['a', 'b'], { phone: null, name: null, email: null, identifier: null }],
  ])('%j are guessed by their names', (columns, mapping) => {
    expect(guessMapping(columns)).toEqual(mapping);
  });
});

describe('a row', () => {
  const mapping = { phone: 'phone', identifier: null, name: null, email: null };
  test('is read by its columns', () => {
    expect(readRow(['Ana', '+56961234567'], ['name', 'phone'], mapping, null)).toEqual({
      ok: true,
      e164: '+56961234567',
      values: { name: 'Ana', phone: '+56961234567' },
    });
  });
  test('keeps every value, whatever its column is called', () => {
    const read = readRow(['x', 'y', '+56961234567'], ['__proto__', 'constructor', 'phone'], mapping, null);
    expect(Object.entries(read.values)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['phone', '+56961234567'],
    ]);
  });
  test('without the column of the phone has no phone', () => {
    expect(readRow(['x'], ['name'], { ...mapping, phone: 'constructor' }, null)).toMatchObject({
      code: 'PhoneMissing',
    });
  });
  test('whose number is none is rejected with what was read', () => {
    expect(readRow(['Ana', '12'], ['name', 'phone'], mapping, 'CL')).toMatchObject({
      ok: false,
      code: 'PhoneInvalid',
      values: { name: 'Ana', phone: '12' },
    });
  });
  test('with too many or too few fields is rejected', () => {
    expect(readRow(['Ana', '+56961234567', 'x'], ['name', 'phone'], mapping, null)).toMatchObject({
      ok: false,
      code: 'RowHasTooManyFields',
    });
    expect(readRow(['Ana'], ['name', 'phone'], mapping, null)).toMatchObject({ ok: false, code: 'RowHasTooFewFields' });
  });
});
