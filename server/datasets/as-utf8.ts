import { utf16Of, utf16Sample } from '#contracts/data-set/file-form';

export type Transcoded = { readonly pieces: AsyncIterable<Uint8Array>; readonly wasUtf16: () => boolean };

/**
 * The pieces of a file, those of a UTF-16 text turned into UTF-8 on the way: everything behind counts bytes and looks for
 * delimiters, which UTF-16 would hide.
 */
export function asUtf8(pieces: AsyncIterable<Uint8Array>): Transcoded {
  let decoder: InstanceType<typeof TextDecoder> | null | undefined;
  const begin = (start: Uint8Array): void => {
    const kind = utf16Of(start);
    decoder = kind === null ? null : new TextDecoder(kind);
  };
  const decode = (bytes: Uint8Array): Uint8Array =>
    decoder ? Buffer.from(decoder.decode(bytes, { stream: true })) : bytes;
  return {
    wasUtf16: () => Boolean(decoder),
    pieces: (async function* () {
      let start = Buffer.alloc(0);
      for await (const piece of pieces) {
        if (decoder !== undefined) {
          yield decode(piece);
          continue;
        }
        // A few pieces may be needed to tell: a byte order mark may be cut in two, or there is none.
        start = Buffer.concat([start, piece]);
        if (start.length < utf16Sample) continue;
        begin(start);
        yield decode(start);
      }
      if (decoder === undefined) {
        begin(start);
        if (start.length > 0) yield decode(start);
      }
      if (decoder) yield Buffer.from(decoder.decode());
    })(),
  };
}
