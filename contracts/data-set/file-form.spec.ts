import { describe, expect, test } from '@jest/globals';
import { utf8ToBytes as bytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { binaryKind, byteOrderMark, columnsOf, delimiterLine, guessDelimiter, utf16Of } from './file-form.ts';
import { guessMapping } from './guess-mapping.ts';
import { utf8Checker } from './utf8.ts';

describe('the form of a file', () => {
  test.each([
    ['a;b;c\n1,5;2;3', ';'],
    ['a,b\n', ','],
    ['a\tb\tc', '\t'],
    ['"a;b;c",d\n', ','],
    ['phone', ','],
    ['"name, first";phone\nAna;1\nBea;2\n', ';'],
    ['Name, full;phone;city\nAna;1;x\nBea;2;y\n', ';'],
    ['a|b,c,d\n1|2\n3|4\n', '|'],
    ['phone;note\r1;"a,b,c"\r2;"d,e,f"\r', ';'],
    ['phone\tnote\n1\t"two\nlines; and more"\n2\tx\n', '\t'],
  ])('of “%s” is told by its header', (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter);
  });
  test('what is no text is named', () => {
    expect(binaryKind(new Uint8Array([0x50, 0x4b, 3, 4, 9]))).toBe('a spreadsheet or zip file');
    expect(binaryKind(new Uint8Array([65, 0, 66]))).toBe('a binary file');
    expect(binaryKind(bytes('<!DOCTYPE html><html>'))).toBe('a web page or XML');
    expect(binaryKind(bytes('[{"phone": 1}]'))).toBe('JSON');
    expect(binaryKind(bytes('name,phone'))).toBeNull();
    expect(binaryKind(bytes('[name],{phone}'))).toBeNull();
  });
  test('a byte order mark is no part of the first column', () => {
    expect([byteOrderMark(bytes('\uFEFFa')), byteOrderMark(bytes('a'))]).toEqual([3, 0]);
  });
  test.each([
    ['UTF-16 by its mark', [0xff, 0xfe, 0x61, 0x00], 'utf-16le'],
    ['UTF-16 by its mark, the other way round', [0xfe, 0xff, 0x00, 0x61], 'utf-16be'],
    ['UTF-16 without a mark', [0x61, 0, 0x2c, 0, 0x62, 0, 0x0a, 0], 'utf-16le'],
    ['UTF-16 without a mark, the other way round', [0, 0x61, 0, 0x2c, 0, 0x62, 0, 0x0a], 'utf-16be'],
    ['a text', [0x61, 0x2c, 0x62, 0x0a], null],
    ['a text with zero bytes', [0x61, 0, 0, 0x62, 0x2c, 0x0a], null],
    ['nothing', [], null],
  ])('%s is told from its bytes', (_what, start, kind) => {
    expect(utf16Of(new Uint8Array(start))).toBe(kind);
  });
  test('the line by which Excel names the delimiter is no record', () => {
    expect(delimiterLine('sep=;\r\na;b')).toEqual({ delimiter: ';', length: 7 });
    expect(delimiterLine('sep;b\n')).toBeNull();
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

describe('UTF-8 with broken characters', () => {
  const isUtf8 = (pieces: readonly Uint8Array[]): boolean => {
    const checker = utf8Checker();
    for (const piece of pieces) checker.take(piece);
    return checker.isUtf8();
  };
  test('few among many sound ones is UTF-8 still, since the rest would be spoilt', () => {
    expect(isUtf8([bytes('é'.repeat(100)), new Uint8Array([0xe9, 0x2c])])).toBe(true);
  });
  test('as many as sound ones is another encoding', () => {
    expect(isUtf8([bytes('é'), new Uint8Array([0xe9, 0x2c])])).toBe(false);
    expect(isUtf8([bytes('abc'), new Uint8Array([0xc3])])).toBe(false);
  });
});

describe('columns', () => {
  test('without a name and of one name are told apart', () => {
    expect(columnsOf([' name ', '', 'name', 'a{{b}}'])).toEqual(['name', 'column 2', 'name (2)', 'a  b']);
  });
  test('are shortened, and still told apart', () => {
    const [first, second] = columnsOf(['x'.repeat(500), `${'x'.repeat(300)}y`]);
    expect([first?.length, second]).toEqual([100, `${'x'.repeat(100)} (2)`]);
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
