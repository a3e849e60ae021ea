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

/** So many sound characters outweigh a broken one: the file is UTF-8, and its damaged rows are told apart. */
const soundForOneBroken = 20;

/**
 * Follows UTF-8 byte by byte over the pieces of a file; a character cut by the end of a piece goes on in the next. A few
 * broken characters among many sound ones are damage; otherwise the file is in another encoding.
 */
export function utf8Checker(): { take(piece: Uint8Array): void; isUtf8(): boolean } {
  let expected: Lead = { more: 0, ...any };
  let sound = 0;
  let broken = 0;
  const begin = (byte: number): void => {
    const lead = leadOf(byte);
    if (lead) expected = lead;
    else broken += 1;
  };
  const take = (piece: Uint8Array): void => {
    for (const byte of piece) {
      if (expected.more > 0) {
        const fits = byte >= expected.least && byte <= expected.most;
        if (fits && expected.more === 1) sound += 1;
        if (!fits) broken += 1;
        expected = { more: fits ? expected.more - 1 : 0, ...any };
        if (fits || byte < 0x80) continue;
      }
      if (byte >= 0x80) begin(byte);
    }
  };
  return {
    take,
    isUtf8: () => {
      const faults = broken + (expected.more > 0 ? 1 : 0);
      return faults === 0 || faults * soundForOneBroken <= sound;
    },
  };
}
