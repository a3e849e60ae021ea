import type {
  AcceptedRow,
  DataSetRowsImported,
  DataSetUploaded,
  DuplicateRow,
  RejectedRow,
} from '#contracts/data-set/events';
import { longestRow, rowReader } from '#contracts/data-set/read-row';
import type { IdSet } from './id-set.ts';
import { readRecords, type FileRecord } from './read-records.ts';

export type Chunk = DataSetRowsImported['data'];

/** Where in a file reading goes on, and what was made of the rows before. */
export type ReadFrom = {
  readonly byte: number;
  /** Nothing was read yet: the first record is the header. */
  readonly hasHeader: boolean;
  readonly rows: number;
  readonly accepted: number;
  readonly chunks: number;
};

type Parts = {
  readonly file: DataSetUploaded['data'];
  readonly from: ReadFrom;
  /** Contacts of the rows before; those of the rows behind are added. */
  readonly seen: IdSet;
  readonly contactIdOf: (e164: string) => string;
};

/** Rows and bytes in one chunk: sealed, it has to stay below the 1 MiB that EventStoreDB takes in one append. */
const chunkRows = 500;
const chunkBytes = 400_000;

/** The chunks that the bytes of a file make from a place on: every row is accepted, rejected or a duplicate. */
export async function* chunksOf(pieces: AsyncIterable<Buffer>, parts: Parts): AsyncGenerator<Chunk> {
  const { file, from } = parts;
  const sorter = createSorter(parts);
  for await (const records of readRecords(pieces, { ...file, hasHeader: from.hasHeader }))
    for (const record of records) {
      const chunk = sorter.take(record);
      if (chunk) yield chunk;
    }
  const rest = sorter.rest();
  if (rest) yield rest;
}

/** Sorts rows into accepted, rejected and duplicate, and hands over a chunk whenever one is full. */
function createSorter({ file, from, seen, contactIdOf }: Parts) {
  const { dataSetId } = file;
  const readRow = rowReader(file.columns, file.mapping, file.defaultCountry);
  let line = from.rows;
  let firstRow = from.accepted;
  let chunk = from.chunks;
  let nextByte = 0;
  const ofNames = file.columns.reduce((sum, name) => sum + Buffer.byteLength(name) + 8, 0);
  let bytes = 0;
  let accepted: AcceptedRow[] = [];
  let rejected: RejectedRow[] = [];
  let duplicates: DuplicateRow[] = [];

  const sort = ({ fields, damaged }: FileRecord): void => {
    if (!fields) {
      rejected.push({ line, code: 'RowCannotBeRead', subject: dataSetId, sentence: unreadable(line), values: {} });
      return;
    }
    bytes += ofNames;
    for (const field of fields) bytes += Buffer.byteLength(field);
    const read = readRow(fields, damaged);
    const { values } = read;
    if (!read.ok) {
      rejected.push({ line, code: read.code, subject: dataSetId, sentence: read.sentence, values });
      return;
    }
    const contactId = contactIdOf(read.e164);
    if (seen.add(contactId)) accepted.push({ line, contactId, phone: read.e164, values });
    else duplicates.push({ line, contactId, values });
  };

  const close = (): Chunk => {
    const data = { dataSetId, chunk, firstRow, nextByte, accepted, rejected, duplicates };
    chunk += 1;
    firstRow += accepted.length;
    [accepted, rejected, duplicates, bytes] = [[], [], [], 0];
    return data;
  };
  const size = (): number => accepted.length + rejected.length + duplicates.length;

  return {
    take(record: FileRecord): Chunk | null {
      line += 1;
      sort(record);
      nextByte = from.byte + record.endsAt;
      return size() >= chunkRows || bytes >= chunkBytes ? close() : null;
    },
    rest: (): Chunk | null => (size() > 0 ? close() : null),
  };
}

function unreadable(line: number): string {
  return `Row ${line} cannot be read: a quote is not closed, or the row is longer than ${longestRow} characters.`;
}
