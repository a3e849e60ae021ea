import { parse } from 'csv-parse/sync';
import type { ColumnMapping, Delimiter, Encoding } from '#contracts/data-set/events';
import { byteOrderMark, columnsOf, delimiterLine, guessDelimiter } from '#contracts/data-set/file-form';
import { guessMapping } from '#contracts/data-set/guess-mapping';
import { readPhone } from '#contracts/data-set/phone';
import { refuse, type Refusal } from '#contracts/kernel/command';
import type { WaitingUpload } from './uploads.ts';

/** How the file is to be read where a person says so; what is not said is worked out. */
export type ReadAs = { readonly delimiter?: Delimiter | undefined; readonly encoding?: 'utf-8' | 'latin1' | undefined };

/** What the beginning of a file says about the rest. `skipBytes` stand before the header. */
export type FileForm = {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly columns: readonly string[];
  readonly skipBytes: number;
};

/** So many bytes from its beginning are looked at; a header must fit in. */
export const startBytes = 64 * 1024;
/** Columns that a flow and a screen can still offer. */
const mostColumns = 1_000;

type File = Pick<WaitingUpload, 'fileName' | 'bytes' | 'encoding'>;

/** Encoding, delimiter and columns of a file by its first 64 kB, or why it cannot be read whatever is said about it. */
export function understandFile(file: File, start: Buffer, as: ReadAs = {}): FileForm | Refusal {
  const { fileName, bytes } = file;
  const encoding = file.encoding === 'utf-16' ? 'utf-16' : (as.encoding ?? file.encoding);
  const mark = byteOrderMark(start);
  const whole = textOf(start.subarray(mark), encoding);
  const said = delimiterLine(whole);
  const text = whole.slice(said?.length ?? 0);
  const delimiter = as.delimiter ?? said?.delimiter ?? guessDelimiter(text);
  const complete = bytes <= startBytes;
  const [header, ...rows] = recordsOf(text, delimiter, complete);
  if (!header || (!complete && rows.length === 0))
    return refuse(
      complete ? 'FileHasNoRows' : 'HeaderIsTooLong',
      complete
        ? `“${fileName}” holds no rows; add a header and at least one contact.`
        : `The first row of “${fileName}” is longer than ${startBytes} bytes; look for a quote that is not closed, or a missing line end.`,
    );
  if (complete && rows.length === 0)
    return refuse('FileHasNoRows', `“${fileName}” has a header but no rows; add at least one contact.`);
  if (header.length > mostColumns)
    return refuse(
      'FileHasTooManyColumns',
      `“${fileName}” has ${header.length} columns; at most ${mostColumns} are taken: leave out those no message needs.`,
    );
  if (header.some((name) => readPhone(name, null).ok))
    return refuse('HeaderIsMissing', `The first row of “${fileName}” holds a phone number; put a row of names above it.`);
  return { encoding, delimiter, columns: columnsOf(header), skipBytes: mark + (said?.length ?? 0) };
}

function textOf(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding === 'latin1' ? 'windows-1252' : 'utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The header and the first row; without the last record when the text may end in the middle of it. */
function recordsOf(text: string, delimiter: Delimiter, complete: boolean): readonly (readonly string[])[] {
  const options = { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true } as const;
  try {
    const found: string[][] = parse(text, { ...options, to: 3 });
    return complete || found.length > 2 ? found : found.slice(0, -1);
  } catch {
    // A quote that is not closed further on is a matter of that row; the header stands by itself.
    const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== '');
    return lines.slice(0, 2).map((line) => headerOf(line, options));
  }
}

function headerOf(line: string, options: object): readonly string[] {
  try {
    return (parse(line, options) as string[][])[0] ?? [];
  } catch {
    return [line];
  }
}

/** What a person says about the columns; null or absent: guess. */
export type MappingAsked = { readonly [K in keyof ColumnMapping]?: string | null | undefined };

/** The mapping as said, the rest guessed by the header; `phone` null: no column is known to hold numbers. */
export function mappingOf(
  asked: MappingAsked,
  columns: readonly string[],
): (Omit<ColumnMapping, 'phone'> & { readonly phone: string | null }) | Refusal {
  const unknown = Object.values(asked).find((name) => typeof name === 'string' && !columns.includes(name));
  if (typeof unknown === 'string')
    return refuse('ColumnIsMissing', `The file has no column “${unknown}”; its columns are ${columns.join(', ')}.`, {
      column: unknown,
      columns,
    });
  const guessed = guessMapping(columns);
  const phone = asked.phone ?? guessed.phone;
  // Said to be none is said; what a guess holds already is not guessed again.
  const other = (key: 'identifier' | 'name' | 'email'): string | null =>
    asked[key] === undefined ? (guessed[key] === phone ? null : guessed[key]) : asked[key];
  return { phone, identifier: other('identifier'), name: other('name'), email: other('email') };
}

export function phoneIsUnclear(columns: readonly string[]): Refusal {
  return refuse(
    'PhoneColumnIsUnclear',
    `None of the columns ${columns.join(', ')} is known to hold phone numbers; name the one that does.`,
    { columns },
  );
}
