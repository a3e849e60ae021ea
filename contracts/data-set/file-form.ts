import type { Delimiter, Encoding } from './events.ts';

/** What the beginning of a file says about the rest. */
export type FileForm = { readonly encoding: Encoding; readonly delimiter: Delimiter; readonly skipBytes: number };

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
  return start.includes(0) ? 'a binary file' : null;
}

/** The byte order of a UTF-16 text, told by its byte order mark, or null when it is none. */
export function utf16Of(start: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : null;
}

/** A byte order mark of UTF-8 is not part of the text. */
export function byteOrderMark(start: Uint8Array): number {
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
}

/** What may follow the first byte of a character: how many bytes, and the bounds of the first of them (RFC 3629). */
type Lead = { readonly more: number; readonly least: number; readonly most: number };

const any = { least: 0x80, most: 0xbf };

/** Overlong forms, surrogates and code points beyond U+10FFFF are no UTF-8; null: no character begins so. */
function leadOf(byte: number): Lead | null {
  if (byte >= 0xc2 && byte <= 0xdf) return { more: 1, ...any };
  if (byte >= 0xe0 && byte <= 0xef)
    return { more: 2, least: byte === 0xe0 ? 0xa0 : 0x80, most: byte === 0xed ? 0x9f : 0xbf };
  if (byte >= 0xf0 && byte <= 0xf4)
    return { more: 3, least: byte === 0xf0 ? 0x90 : 0x80, most: byte === 0xf4 ? 0x8f : 0xbf };
  return null;
}

/** Follows UTF-8 byte by byte over the pieces of a file; a character cut by the end of a piece goes on in the next. */
export function utf8Checker(): { take(piece: Uint8Array): void; isUtf8(): boolean } {
  let expected: Lead = { more: 0, ...any };
  let sound = true;
  const begin = (byte: number): void => {
    const lead = leadOf(byte);
    if (lead) expected = lead;
    else sound = false;
  };
  const take = (piece: Uint8Array): void => {
    for (const byte of piece) {
      if (expected.more > 0) {
        if (byte < expected.least || byte > expected.most) sound = false;
        expected = { more: expected.more - 1, ...any };
      } else if (byte >= 0x80) begin(byte);
    }
  };
  return { take, isUtf8: () => sound && expected.more === 0 };
}

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];

/** The delimiter that divides the header most often, outside quotes. A header of one column has a comma. */
export function guessDelimiter(text: string): Delimiter {
  const counts = new Map<string, number>(delimiters.map((each) => [each, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === '\n') break;
    else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return delimiters.toSorted((left, right) => (counts.get(right) ?? 0) - (counts.get(left) ?? 0))[0] ?? ',';
}

/** Header names as columns: trimmed, unnamed ones numbered, repeated ones told apart. */
export function columnsOf(header: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return header.map((written, i) => {
    const name = written.replace(/[{}|]/g, ' ').trim() || `column ${i + 1}`;
    let free = name;
    for (let times = 2; taken.has(free); times += 1) free = `${name} (${times})`;
    taken.add(free);
    return free;
  });
}
