import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import type { Delimiter, Encoding } from '#contracts/data-set/events';
import { longestRow } from '#contracts/data-set/read-row';
import { splitRecords, type RawRecord } from './split-records.ts';

/**
 * A row of the file, or `null` for one that cannot be read; `endsAt` counts bytes from where reading began. `damaged`: in
 * this row or near it stand bytes that are no characters.
 */
export type FileRecord = {
  readonly fields: readonly string[] | null;
  readonly endsAt: number;
  readonly damaged: boolean;
};

export type RecordForm = { readonly delimiter: Delimiter; readonly encoding: Encoding; readonly hasHeader: boolean };

/** Rows parsed at once: csv-parse is fast with many, and one that fails is then looked at by itself. */
const rowsAtOnce = 500;
const bytesAtOnce = 512 * 1024;

/**
 * The rows of a CSV file in their order, in memory bounded by its longest row. Empty lines are passed over; a row that is
 * too long or broken is said to be so in its place, and the rows behind it are read. csv-parse reads the fields; where a
 * row ends is found before, to the byte, since csv-parse gives up the file with the first row that is too long.
 */
export async function* readRecords(
  pieces: AsyncIterable<Buffer>,
  { delimiter, encoding, hasHeader }: RecordForm,
): AsyncGenerator<readonly FileRecord[]> {
  let waiting: RawRecord[] = [];
  let size = 0;
  let header = hasHeader;
  for await (const records of splitRecords(pieces, { delimiter, longest: longestRow }))
    for (const record of records) {
      if (record.whole && record.bytes.length === 0) continue;
      if (header) {
        header = false;
        continue;
      }
      waiting.push(record);
      size += record.bytes.length;
      if (waiting.length < rowsAtOnce && size < bytesAtOnce) continue;
      yield read(waiting, delimiter, encoding);
      waiting = [];
      size = 0;
    }
  if (waiting.length > 0) yield read(waiting, delimiter, encoding);
}

const newLine = Buffer.from('\n');
const lostCharacter = Buffer.from('\ufffd');

function read(records: readonly RawRecord[], delimiter: Delimiter, encoding: Encoding): FileRecord[] {
  const whole = records.filter((record) => record.whole);
  const text = Buffer.concat(whole.flatMap(({ bytes }) => [bytes, newLine]));
  const damaged = text.includes(0) || (encoding !== 'latin1' && (!isUtf8(text) || text.includes(lostCharacter)));
  const fields =
    fieldsOf(text, whole.length, delimiter, encoding) ??
    whole.map(({ bytes }) => fieldsOf(Buffer.concat([bytes, newLine]), 1, delimiter, encoding)?.[0] ?? null);
  let next = 0;
  return records.map(({ whole: isWhole, endsAt }) => {
    const found = isWhole ? (fields[next] ?? null) : null;
    if (isWhole) next += 1;
    return { fields: found && encoding === 'latin1' ? found.map(fromWindows1252) : found, endsAt, damaged };
  });
}

/** The fields of so many records, or null when they are not as many as they should be. */
function fieldsOf(text: Buffer, wanted: number, delimiter: Delimiter, encoding: Encoding): string[][] | null {
  const options = { delimiter, record_delimiter: '\n', relax_column_count: true, relax_quotes: true } as const;
  try {
    const found: string[][] = parse(text, { ...options, encoding: encoding === 'latin1' ? 'latin1' : 'utf8' });
    return found.length === wanted ? found : null;
  } catch {
    return null;
  }
}

/** Windows-1252 differs from Latin-1 only where Latin-1 has control characters (WHATWG Encoding, index windows-1252). */
function fromWindows1252(text: string): string {
  return /[\u0080-\u009f]/.test(text) ? new TextDecoder('windows-1252').decode(Buffer.from(text, 'latin1')) : text;
}
