import type { Delimiter } from './events.ts';

/** Beginnings of files that are no text, with their names. */
const binaries: readonly (readonly [string, readonly number[]])[] = [
  ['a spreadsheet or zip file', [0x50, 0x4b, 0x03, 0x04]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a picture', [0xff, 0xd8, 0xff]],
  ['an old Excel file', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a compressed file', [0x1f, 0x8b]],
];

/** What kind of file this is when it is not a plain text, or null. */
export function binaryKind(start: Uint8Array): string | null {
  const known = binaries.find(([, magic]) => magic.every((byte, i) => start[i] === byte));
  if (known) return known[0];
  const text = String.fromCharCode(...start.subarray(0, 512))
    .trimStart()
    .toLowerCase();
  if (/^(<!doctype html|<html|<\?xml)/.test(text)) return 'a web page or XML';
  if (/^(\{|\[\s*[{[])/.test(text)) return 'JSON';
  return start.subarray(0, headerZeros).includes(0) ? 'a binary file' : null;
}

/** A zero byte among the first so many is no accident of one row. */
const headerZeros = 1_024;

/** Bytes by which a file without a byte order mark is known to be UTF-16. */
export const utf16Sample = 1_024;

/**
 * The byte order of a UTF-16 text, or null when it is none: told by its byte order mark, else by the zero bytes that
 * stand in every second place of a text whose letters are mostly Latin.
 */
export function utf16Of(start: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const [even, odd] = [zerosAt(start, 0), zerosAt(start, 1)];
  const enough = Math.max(2, Math.min(start.length, utf16Sample) / 6);
  if (odd >= enough && even === 0) return 'utf-16le';
  return even >= enough && odd === 0 ? 'utf-16be' : null;
}

/** Zero bytes at even or odd places. */
function zerosAt(start: Uint8Array, first: 0 | 1): number {
  return start.subarray(0, utf16Sample).filter((byte, i) => byte === 0 && i % 2 === first).length;
}

/** A byte order mark of UTF-8 is not part of the text. */
export function byteOrderMark(start: Uint8Array): number {
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
}

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];
/** Records whose fields are counted; more say nothing new. */
const sampled = 30;

/** The line with which Excel says what it divides by, as in `sep=;`, with its line end; it is no record. */
export function delimiterLine(text: string): { readonly delimiter: Delimiter; readonly length: number } | null {
  const match = /^sep=([,;\t|])(\r\n|\n|\r)/i.exec(text);
  return match ? { delimiter: match[1] as Delimiter, length: match[0].length } : null;
}

/**
 * The delimiter that divides the first records into fields most evenly, outside quotes; of equals the one that makes
 * more fields. A file of one column has a comma.
 */
export function guessDelimiter(text: string): Delimiter {
  const judged = delimiters.map((delimiter) => ({ delimiter, ...evenness(text, delimiter) }));
  judged.sort((left, right) => right.even - left.even || right.fields - left.fields);
  return judged[0]?.delimiter ?? ',';
}

/** How many of the first records have as many fields as the header, when it has more than one; and how many that is. */
function evenness(text: string, delimiter: Delimiter): { readonly even: number; readonly fields: number } {
  const counts: number[] = [];
  let [quoted, fields, empty] = [false, 1, true];
  const end = (): void => {
    if (!empty) counts.push(fields);
    [fields, empty] = [1, true];
  };
  for (let i = 0; i < text.length && counts.length < sampled; i += 1) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    if (!quoted && (character === '\n' || character === '\r')) {
      end();
      continue;
    }
    empty = false;
    if (!quoted && character === delimiter) fields += 1;
  }
  // The last record may be cut off by the end of the sample; alone it is all there is.
  if (counts.length === 0) end();
  const [header = 1] = counts;
  return header < 2
    ? { even: 0, fields: 1 }
    : { even: counts.filter((each) => each === header).length, fields: header };
}

/** Longest name of a column, in characters. */
const longestName = 100;

/** Header names as columns: trimmed, shortened, unnamed ones numbered, repeated ones told apart. */
export function columnsOf(header: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return header.map((written, i) => {
    const shown = written.replace(/[{}|\p{Cc}]/gu, ' ').trim();
    const name = shown.slice(0, longestName).trimEnd() || `column ${i + 1}`;
    let free = name;
    for (let times = 2; taken.has(free); times += 1) free = `${name} (${times})`;
    taken.add(free);
    return free;
  });
}
