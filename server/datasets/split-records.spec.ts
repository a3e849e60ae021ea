import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { readRecords } from './read-records.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}

async function read(text: string, size = 1_024): Promise<{ fields: readonly string[] | null; endsAt: number }[]> {
  const found = [];
  for await (const records of readRecords(inPieces(Buffer.from(text), size), {
    delimiter: ',',
    encoding: 'utf-8',
    hasHeader: false,
  }))
    found.push(...records);
  return found;
}

const field = fc.string({ unit: fc.constantFrom('a', 'é', ' ', ',', '"', '\n', '\r\n', ';'), maxLength: 6 });
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const table = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 12 });

describe('records of a CSV file', () => {
  test('are what csv-parse reads, however the file is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('\n', '\r\n'),
        async (rows, size, end) => {
          const text = rows.map((row) => row.map(quoted).join(',')).join(end);
          const wanted: string[][] = parse(text, { relax_column_count: true });
          expect((await read(text, size)).map(({ fields }) => fields)).toEqual(wanted);
        },
      ),
    );
  });
  test('can be read on from the end of any of them', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.nat(20), async (rows, at) => {
        const bytes = Buffer.from(`${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`);
        const all = await read(bytes.toString());
        const from = all[at % all.length]?.endsAt ?? 0;
        const rest = await read(bytes.subarray(from).toString());
        expect(rest.map(({ fields }) => fields)).toEqual(all.slice((at % all.length) + 1).map(({ fields }) => fields));
      }),
    );
  });
  test('whatever the bytes are, every line counts and reading comes to an end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x') }),
        fc.integer({ min: 1, max: 5 }),
        async (text, size) => {
          const found = await read(text, size);
          expect(found).toEqual(await read(text, 10_000));
          expect(found.map(({ endsAt }) => endsAt)).toEqual(
            found.map(({ endsAt }) => endsAt).toSorted((left, right) => left - right),
          );
        },
      ),
    );
  });
  test('a line without end is passed over in bounded memory', async () => {
    const found = await read(`a,b\n${'x'.repeat(500_000)}\nc,d\n`, 4_096);
    expect(found.map(({ fields }) => fields)).toEqual([['a', 'b'], null, ['c', 'd']]);
  });
  test('a line of 200 MB is one row that cannot be read, in pieces as the database gives them', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    async function* pieces(): AsyncGenerator<Buffer> {
      yield Buffer.from('a,b\n"');
      for (let i = 0; i < 200; i += 1) yield await Promise.resolve(piece);
      yield Buffer.from('\nc,d\n');
    }
    const found = [];
    for await (const records of readRecords(pieces(), { delimiter: ',', encoding: 'utf-8', hasHeader: false }))
      found.push(...records.map(({ fields }) => fields));
    expect(found).toEqual([['a', 'b'], null, ['c', 'd']]);
  });
});
