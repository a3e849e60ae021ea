/** An event as it comes in. */
export type Proposed = {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly custom: Uint8Array;
};

/** An event as it stands in the log; `created` in ticks of 100 ns since 1970. */
export type LogRecord = Proposed & {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly created: bigint;
};

/** The protocol's special revisions. */
export const any = -2n;
export const noStream = -1n;
export const streamExists = -4n;
/** A stream that is cut off here is deleted. */
const everything = 0x7fffffffffffffffn;

export type Verdict =
  | { readonly is: 'written'; readonly revision: bigint; readonly position: bigint }
  | { readonly is: 'wrong'; readonly current: bigint }
  | { readonly is: 'deleted' }
  | { readonly is: 'tooLarge'; readonly limit: number };

type Stream = { readonly records: LogRecord[]; last: bigint; tombstone: boolean };
type Cut = { readonly before: bigint; readonly most: number | null };

export type LogOptions = {
  /** Bytes of data and metadata in one append. */
  readonly mostBytes: number;
  /** Is given what is written, before anybody hears of it. */
  readonly keep: (records: readonly LogRecord[]) => void;
};

const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

/** The log of the double, with the server's rules of writing (IndexWriter.CheckCommit, oss-v23.10.8). */
export class MemoryLog {
  readonly all: LogRecord[] = [];
  private readonly streams = new Map<string, Stream>();
  private readonly cuts = new Map<string, Cut>();
  private readonly listeners = new Set<() => void>();
  private readonly options: LogOptions;
  private position = 0n;

  constructor(options: LogOptions) {
    this.options = options;
  }

  /** Puts back what was kept, in its order. */
  load(record: LogRecord): void {
    this.position = record.position;
    this.index(record);
  }

  lastOf(stream: string): bigint {
    return this.streams.get(stream)?.last ?? noStream;
  }

  isTombstoned(stream: string): boolean {
    return this.streams.get(stream)?.tombstone ?? false;
  }

  isDeleted(stream: string): boolean {
    const last = this.lastOf(stream);
    return last >= 0n && (this.cuts.get(stream)?.before ?? 0n) > last;
  }

  /** What a reader of a stream sees. */
  visible(stream: string): readonly LogRecord[] {
    const records = this.streams.get(stream)?.records ?? [];
    const cut = this.cuts.get(stream);
    if (!cut) return records;
    const left = records.filter(({ revision }) => revision >= cut.before);
    return cut.most === null ? left : left.slice(-cut.most);
  }

  /** Calls back after every write, until told otherwise. */
  listen(heard: () => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  append(stream: string, expected: bigint, events: readonly Proposed[]): Verdict {
    const bytes = events.reduce((sum, { data, custom }) => sum + data.length + custom.length, 0);
    if (bytes > this.options.mostBytes) return { is: 'tooLarge', limit: this.options.mostBytes };
    const verdict = this.check(stream, expected, events);
    if (verdict) return verdict;
    const reopened = this.isDeleted(stream);
    const last = this.lastOf(stream);
    // Numbering goes on behind what was deleted.
    if (reopened) this.write(`$$${stream}`, [metadata({ $tb: Number(last + 1n) })]);
    return this.write(stream, events);
  }

  /** Deletes a stream: softly, by cutting off what it holds, or for ever. */
  remove(stream: string, expected: bigint, forEver: boolean): Verdict {
    const current = this.lastOf(stream);
    if (this.isTombstoned(stream)) return { is: 'deleted' };
    const differs =
      (expected >= 0n && expected !== current) ||
      (expected === streamExists && current < 0n) ||
      (expected === noStream && current >= 0n);
    if (differs) return { is: 'wrong', current };
    if (forEver) return this.write(stream, [{ ...metadata({}), type: '$streamDeleted' }]);
    return this.write(`$$${stream}`, [metadata({ $tb: String(everything) })]);
  }

  /** Null: to be written. */
  private check(stream: string, expected: bigint, events: readonly Proposed[]): Verdict | null {
    if (this.isTombstoned(stream)) return { is: 'deleted' };
    if (expected === any || expected === streamExists) return this.checkLoosely(stream, expected, events);
    const current = this.lastOf(stream);
    if (expected > current) return { is: 'wrong', current };
    if (expected === current) return null;
    const records = this.streams.get(stream)?.records ?? [];
    const found = events.map(({ id }, i) => {
      const there = records[Number(expected + 1n) + i];
      return there?.id === id ? there : undefined;
    });
    const again = this.again(found, current);
    if (again) return again;
    return expected === noStream && !found[0] && this.isDeleted(stream) ? null : { is: 'wrong', current };
  }

  private checkLoosely(stream: string, expected: bigint, events: readonly Proposed[]): Verdict | null {
    const current = this.lastOf(stream);
    if (expected === streamExists) {
      if (this.isDeleted(stream)) return { is: 'deleted' };
      if (current < 0n && this.lastOf(`$$${stream}`) < 0n) return { is: 'wrong', current };
    }
    const records = this.streams.get(stream)?.records ?? [];
    const found = events.map(({ id }) => records.find((record) => record.id === id));
    return this.again(found, current) ?? (found[0] ? { is: 'wrong', current } : null);
  }

  /** The same events once more are answered as they were the first time. */
  private again(found: readonly (LogRecord | undefined)[], current: bigint): Verdict | null {
    const last = found.at(-1);
    if (!last || !found.every(Boolean)) return null;
    return { is: 'written', revision: last.revision > current ? current : last.revision, position: last.position };
  }

  private write(stream: string, events: readonly Proposed[]): Verdict {
    let revision = this.lastOf(stream);
    const records = events.map((event): LogRecord => {
      // Like the byte offsets of the server: rising, never contiguous.
      this.position += BigInt(64 + event.data.length + event.custom.length);
      revision = event.type === '$streamDeleted' ? everything : revision + 1n;
      return { ...event, stream, revision, position: this.position, created: BigInt(Date.now()) * 10_000n };
    });
    this.options.keep(records);
    for (const record of records) this.index(record);
    for (const heard of this.listeners) heard();
    return { is: 'written', revision, position: this.position };
  }

  private index(record: LogRecord): void {
    const { stream, revision, type } = record;
    const known = this.streams.get(stream) ?? { records: [], last: noStream, tombstone: false };
    this.streams.set(stream, known);
    this.all.push(record);
    known.last = revision;
    known.tombstone = type === '$streamDeleted';
    if (!known.tombstone) known.records.push(record);
    if (type === '$metadata') this.cuts.set(stream.slice(2), cutIn(record));
  }
}

function metadata(content: object): Proposed {
  const data = utf8(JSON.stringify(content));
  return { id: crypto.randomUUID(), type: '$metadata', contentType: 'application/json', data, custom: utf8('') };
}

function cutIn({ data }: LogRecord): Cut {
  const found = JSON.parse(Buffer.from(data).toString('utf8')) as { $tb?: number | string; $maxCount?: number };
  return { before: BigInt(found.$tb ?? 0), most: found.$maxCount ?? null };
}
