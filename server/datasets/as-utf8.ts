import { utf16Of } from '#contracts/data-set/file-form';

export type Transcoded = { readonly pieces: AsyncIterable<Uint8Array>; readonly wasUtf16: () => boolean };

/**
 * The pieces of a file, those of a UTF-16 text turned into UTF-8 on the way: everything behind counts bytes and looks for
 * delimiters, which UTF-16 would hide.
 */
export function asUtf8(pieces: AsyncIterable<Uint8Array>): Transcoded {
  let utf16 = false;
  return {
    wasUtf16: () => utf16,
    pieces: (async function* () {
      let start = Buffer.alloc(0);
      let decoder: InstanceType<typeof TextDecoder> | null | undefined;
      for await (const piece of pieces) {
        const bytes = start.length > 0 ? Buffer.concat([start, piece]) : piece;
        // A byte order mark may be cut in two.
        if (decoder === undefined && bytes.length < 2) {
          start = Buffer.from(bytes);
          continue;
        }
        start = Buffer.alloc(0);
        if (decoder === undefined) {
          const kind = utf16Of(bytes);
          utf16 = kind !== null;
          decoder = kind === null ? null : new TextDecoder(kind);
        }
        yield decoder === null ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
      }
      if (start.length > 0) yield start;
      if (decoder) yield Buffer.from(decoder.decode());
    })(),
  };
}
