/** The bytes of one row without its line end; `whole` is false for one that has no end in sight. */
export type RawRecord = { readonly bytes: Buffer; readonly whole: boolean; readonly endsAt: number };

type Form = { readonly delimiter: string; readonly longest: number };

/** Rows handed over at once: a whole piece of them would have grown old before they are used. */
const recordsAtOnce = 500;

const [quote, carriageReturn, lineFeed] = [0x22, 0x0d, 0x0a];

/** Where a scan stands within a row: at the start of a field, in a plain one, in a quoted one, or behind a quote in it. */
type Place = 'start' | 'plain' | 'quoted' | 'closed';

/**
 * Cuts a CSV file into rows by the quoting rules of RFC 4180, in memory bounded by `longest` bytes a row. A quote that
 * is not closed would swallow the rest of the file: then only its first line is given up, and scanning goes on behind it.
 * The ends of rows are exact to the byte, so that an import can go on from any of them.
 */
export async function* splitRecords(
  pieces: AsyncIterable<Buffer>,
  { delimiter, longest }: Form,
): AsyncGenerator<readonly RawRecord[]> {
  const divider = delimiter.charCodeAt(0);
  let held: Buffer = Buffer.alloc(0);
  let base = 0;
  /** Inside a line that is too long: everything up to its end is passed over. */
  let skipping = false;

  const cut = (atEnd: boolean): RawRecord[] => {
    const found: RawRecord[] = [];
    let from = 0;
    while (from < held.length && found.length < recordsAtOnce) {
      const next = skipping ? restOfLine(held, from, atEnd) : nextRecord(held, from, { divider, longest, atEnd });
      if (next === 'more') break;
      skipping = next === 'skip';
      if (next === 'skip') {
        from = held.length;
        break;
      }
      found.push({
        bytes: held.subarray(from, next.whole ? next.at : from),
        whole: next.whole,
        endsAt: base + next.next,
      });
      from = next.next;
    }
    base += from;
    held = held.subarray(from);
    return found;
  };

  function* all(atEnd: boolean): Generator<readonly RawRecord[]> {
    for (let found = cut(atEnd); found.length > 0; found = cut(atEnd)) yield found;
  }

  for await (const piece of pieces) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    yield* all(false);
  }
  yield* all(true);
}

type End = { readonly at: number; readonly next: number };
/** more: its end is not in sight yet. skip: it is too long, and not even its line ends here. */
type Found = (End & { readonly whole: boolean }) | 'more' | 'skip';

function nextRecord(bytes: Buffer, from: number, form: { divider: number; longest: number; atEnd: boolean }): Found {
  const { divider, longest, atEnd } = form;
  const end = endOfRecord(bytes, from, divider);
  if (end && isCertain(end, bytes, atEnd))
    return end.at - from <= longest ? { ...end, whole: true } : firstLine(bytes, from, atEnd);
  if (bytes.length - from > longest) return firstLine(bytes, from, atEnd);
  return atEnd ? lastRecord(bytes, from, divider) : 'more';
}

/** A carriage return at the very end of a piece may have its line feed in the next. */
function isCertain({ at, next }: End, bytes: Buffer, atEnd: boolean): boolean {
  return next < bytes.length || atEnd || bytes[at] === lineFeed;
}

/** Gives up the line at `from` and nothing behind it. */
function firstLine(bytes: Buffer, from: number, atEnd: boolean): Found {
  const line = endOfLine(bytes, from);
  return line && isCertain(line, bytes, atEnd) ? { ...line, whole: false } : 'skip';
}

/** The end of a line whose beginning was passed over. */
function restOfLine(bytes: Buffer, from: number, atEnd: boolean): Found {
  const line = firstLine(bytes, from, atEnd);
  return line === 'skip' && atEnd ? { at: bytes.length, next: bytes.length, whole: false } : line;
}

/** The end of the line that begins at `from`, or null when it is not there yet. */
function endOfLine(bytes: Buffer, from: number): End | null {
  for (let i = from; i < bytes.length; i += 1)
    if (bytes[i] === lineFeed || bytes[i] === carriageReturn) return lineEnd(bytes, i);
  return null;
}

function lineEnd(bytes: Buffer, at: number): End {
  return { at, next: bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? at + 2 : at + 1 };
}

/** The end of the row that begins at `from`: a line end outside quotes. */
function endOfRecord(bytes: Buffer, from: number, divider: number): End | null {
  let place: Place = 'start';
  for (let i = from; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (place !== 'quoted' && (byte === lineFeed || byte === carriageReturn)) return lineEnd(bytes, i);
    place = step(place, byte, divider);
  }
  return null;
}

function step(place: Place, byte: number | undefined, divider: number): Place {
  if (place === 'quoted') return byte === quote ? 'closed' : 'quoted';
  if (byte === divider) return 'start';
  if (place === 'closed') return byte === quote ? 'quoted' : 'plain';
  return place === 'start' && byte === quote ? 'quoted' : 'plain';
}

/** At the end of the file: the rest is a row, unless a quote in it was never closed; then only its first line is given up. */
function lastRecord(bytes: Buffer, from: number, divider: number): End & { readonly whole: boolean } {
  let place: Place = 'start';
  for (let i = from; i < bytes.length; i += 1) place = step(place, bytes[i], divider);
  if (place !== 'quoted') return { at: bytes.length, next: bytes.length, whole: true };
  return { ...(endOfLine(bytes, from) ?? { at: bytes.length, next: bytes.length }), whole: false };
}
