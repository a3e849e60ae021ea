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
  const encoding = file.encoding === 'utf-16' ? 'utf-16' : (as.encoding ?? file.encoding);
  const mark = byteOrderMark(start);
  const whole = textOf(start.subarray(mark), encoding);
  const said = delimiterLine(whole);
  const skipped = said?.length ?? 0;
  const text = whole.slice(skipped);
  const delimiter = as.delimiter ?? said?.delimiter ?? guessDelimiter(text);
  const header = headerOf(file, text, delimiter);
  return 'refused' in header ? header : { encoding, delimiter, columns: columnsOf(header), skipBytes: mark + skipped };
}

function headerOf({ fileName, bytes }: File, text: string, delimiter: Delimiter): readonly string[] | Refusal {
  const header = recordsOf(text, delimiter, 1)?.[0];
  if (!header && text.trim() !== '')
    return refuse(
      'HeaderCannotBeRead',
      `The first row of “${fileName}” has a quote that is not closed; correct it and upload the file again.`,
      { fileName },
    );
  // A quote that is not closed further on is a matter of that row: then there is one.
  const hasRows = (recordsOf(text, delimiter, 2)?.length ?? 2) > 1;
  if (!header || (!hasRows && bytes <= startBytes))
    return refuse('FileHasNoRows', `“${fileName}” has no rows below its header; add at least one contact.`, {
      fileName,
    });
  if (!hasRows)
    return refuse(
      'HeaderIsTooLong',
      `The first row of “${fileName}” is longer than ${startBytes} bytes; look for a missing line end, or leave out columns.`,
      { fileName, most: startBytes },
    );
  return wrongHeader(fileName, header) ?? header;
}

function wrongHeader(fileName: string, header: readonly string[]): Refusal | null {
  if (header.length > mostColumns)
    return refuse(
      'FileHasTooManyColumns',
      `“${fileName}” has ${header.length} columns; at most ${mostColumns} are taken: leave out those no message needs.`,
      { fileName, columns: header.length, most: mostColumns },
    );
  if (header.some((name) => readPhone(name, null).ok))
    return refuse(
      'HeaderIsMissing',
      `The first row of “${fileName}” holds a phone number; put a row of names above it.`,
      { fileName },
    );
  return null;
}

function textOf(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding === 'latin1' ? 'windows-1252' : 'utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The first so many records, or null when one of them has a quote that is not closed. */
function recordsOf(text: string, delimiter: Delimiter, to: number): readonly (readonly string[])[] | null {
  try {
    const options = { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to } as const;
    const found: string[][] = parse(text, options);
    return found;
  } catch {
    return null;
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
