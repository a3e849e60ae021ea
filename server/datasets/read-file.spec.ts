import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Delimiter, Encoding } from '#contracts/data-set/events';
import { byteOrderMark } from '#contracts/data-set/file-form';
import { utf8Checker } from '#contracts/data-set/utf8';
import { asUtf8 } from './as-utf8.ts';
import { chunksOf, type Chunk, type ReadFrom } from './chunk-rows.ts';
import { IdSet } from './id-set.ts';
import { readRecords } from './read-records.ts';

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let from = 0, i = 0; from < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    yield await Promise.resolve(bytes.subarray(from, from + size));
    from += size;
  }
}

type Style = {
  readonly delimiter: Delimiter;
  readonly newline: string;
  readonly quoteAll: boolean;
  readonly endsWithNewline: boolean;
};

/** A table as a CSV writer writes it (RFC 4180), quoting every cell or only those that need it. */
function written(
  rows: readonly (readonly string[])[],
  { delimiter, newline, quoteAll, endsWithNewline }: Style,
): string {
  const cell = (value: string): string =>
    quoteAll || /["\r\n]/.test(value) || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value;
  return rows.map((row) => row.map(cell).join(delimiter)).join(newline) + (endsWithNewline ? newline : '');
}

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\uFEFF${text}`),
  'UTF-16': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16, the other way round': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  'UTF-16 without a mark': (text) => Buffer.from(text, 'utf16le'),
  'Windows-1252': (text) => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1'),
};
const latin = ['a', 'B', '7', 'é', 'ñ', ' ', ',', ';', '\t', '|', '"', '\n', '\r', '\r\n', "'", '=', '+'];
const cellOf = (name: string) =>
  fc.string({
    unit: fc.constantFrom(...latin, ...(name === 'Windows-1252' ? ['€'] : ['日', '🦤', '€'])),
    maxLength: 8,
  });
const style = fc.record({
  delimiter: fc.constantFrom<Delimiter>(',', ';', '\t', '|'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  quoteAll: fc.boolean(),
  endsWithNewline: fc.boolean(),
});
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

async function readBack(bytes: Buffer, cut: readonly number[], delimiter: Delimiter): Promise<unknown> {
  const transcoded = asUtf8(inPieces(bytes, cut));
  const stored: Uint8Array[] = [];
  const checker = utf8Checker();
  for await (const piece of transcoded.pieces) {
    checker.take(piece);
    stored.push(piece);
  }
  const kept = Buffer.concat(stored);
  const encoding: Encoding = checker.isUtf8() ? 'utf-8' : 'latin1';
  const found: unknown[] = [];
  const text = kept.subarray(byteOrderMark(kept));
  for await (const records of readRecords(inPieces(text, cut), { delimiter, encoding, hasHeader: false }))
    found.push(...records.map(({ fields }) => fields));
  return found;
}

describe('a file', () => {
  test.each(Object.entries(encodings))('in %s is read back cell for cell, however it is cut', async (name, encode) => {
    const row = fc.array(cellOf(name), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), style, sizes, async (rows, as, cut) => {
        // Its encoding is told by the whole of a file: a header in Latin letters, and one accent that is not ASCII.
        const table = [['a column', 'another column', 'ñandú'], ...rows];
        expect(await readBack(encode(written(table, as)), cut, as.delimiter)).toEqual(table);
      }),
    );
  });
});

const file = {
  ...{ dataSetId: '0193f1a0-0000-7000-8000-000000000005', campaignId: '', name: '', fileName: '', bytes: 0 },
  ...{ columns: ['name', 'phone'], mapping: { phone: 'phone', identifier: null, name: 'name', email: null } },
  ...{ delimiter: ';' as const, encoding: 'utf-8' as const, defaultCountry: 'CL' },
};
const contactIdOf = (e164: string): string => createHash('sha256').update(e164).digest('hex').slice(0, 32);

async function chunksFrom(bytes: Buffer, from: ReadFrom, seen: IdSet, cut: readonly number[]): Promise<Chunk[]> {
  const found: Chunk[] = [];
  const pieces = inPieces(bytes.subarray(from.byte), cut);
  for await (const chunk of chunksOf(pieces, { file, from, seen, contactIdOf })) found.push(chunk);
  return found;
}

describe('an import', () => {
  const name = fc.constantFrom('Ana', 'José', '"a;b"', '"two\nlines"', '"an ""x"""', '"not closed', '', '🦤');
  const phone = fc.oneof(
    fc.integer({ min: 61_000_000, max: 61_000_900 }).map((digits) => `9${digits}`),
    fc.constantFrom('', 'n/a', '5.69E+10', '+34600123456', "'+56961234567"),
  );
  const rows = fc.array(fc.tuple(name, phone), { minLength: 600, maxLength: 2_000, size: 'max' });

  test('that is interrupted behind any of its chunks makes the same events as one that is not', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n', '\r'), fc.nat(), async (lines, newline, at) => {
        const bytes = Buffer.from(`name;phone${newline}${lines.map((line) => line.join(';')).join(newline)}${newline}`);
        const start: ReadFrom = { byte: 0, hasHeader: true, rows: 0, accepted: 0, chunks: 0 };
        const whole = await chunksFrom(bytes, start, new IdSet(), [65_536]);
        const before = whole.slice(0, at % whole.length);
        const seen = new IdSet();
        for (const { contactId } of before.flatMap(({ accepted }) => accepted)) seen.add(contactId);
        const accepted = before.flatMap((chunk) => chunk.accepted).length;
        const from: ReadFrom = {
          byte: before.at(-1)?.nextByte ?? 0,
          hasHeader: before.length === 0,
          rows: before.reduce(
            (sum, chunk) => sum + chunk.accepted.length + chunk.rejected.length + chunk.duplicates.length,
            0,
          ),
          accepted,
          chunks: before.length,
        };
        expect([...before, ...(await chunksFrom(bytes, from, seen, [1_009, 77]))]).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });
  test('counts every row once: accepted, rejected and duplicate are all there are, and no number is accepted twice', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (lines) => {
        const closed = lines.filter(([each]) => each !== '"not closed');
        const bytes = Buffer.from(`name;phone\n${closed.map((line) => line.join(';')).join('\n')}\n`);
        const start: ReadFrom = { byte: 0, hasHeader: true, rows: 0, accepted: 0, chunks: 0 };
        const chunks = await chunksFrom(bytes, start, new IdSet(), [65_536]);
        const all = chunks.flatMap(({ accepted, rejected, duplicates }) => [...accepted, ...rejected, ...duplicates]);
        expect(all.map(({ line }) => line).toSorted((left, right) => left - right)).toEqual(
          closed.map((_each, i) => i + 1),
        );
        const phones = chunks.flatMap(({ accepted }) => accepted.map(({ phone: number }) => number));
        expect(new Set(phones).size).toBe(phones.length);
      }),
      { numRuns: 15 },
    );
  });
});
