import { chunkStream, dataSet } from '#contracts/data-set/data-set';
import type {
  AcceptedRow,
  DataSetEvent,
  DataSetReady,
  DataSetRowsImported,
  DataSetUploaded,
  DuplicateRow,
  RejectedRow,
} from '#contracts/data-set/events';
import { isCountry } from '#contracts/data-set/phone';
import { longestRow, readRow } from '#contracts/data-set/read-row';
import { fold } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import { handleCommand } from '#server/engine/commands/handle-command';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { readRecords } from './read-records.ts';

export type ImportParts = {
  readonly log: Log;
  readonly db: Database;
  readonly contactIdOf: (e164: string) => string;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
};

/** Rows and characters in one chunk. */
const chunkRows = 500;
const chunkCharacters = 400_000;
/** Chunks on their way into the log at once. */
const appendsAtOnce = 4;

type Totals = {
  rows: number;
  accepted: number;
  rejected: number;
  duplicates: number;
  chunks: number;
  rejectedByCode: Record<string, number>;
};
type Progress = { readonly totals: Totals; readonly seen: Set<string>; fromByte: number };

/**
 * Makes a file that waits in `uploads` into events, chunk by chunk. Interrupted anywhere, it goes on behind the last
 * chunk that is in the log; run twice, it changes nothing.
 */
export async function importDataSet(parts: ImportParts, dataSetId: string): Promise<void> {
  const { log, db, signal } = parts;
  const uploaded = await uploadedOf(log, dataSetId);
  const { rows } = await db.pool.query<{ skip_bytes: number }>(
    'select skip_bytes from uploads.import where data_set_id = $1',
    [dataSetId],
  );
  if (uploaded && rows[0]) {
    const progress = await resume(log, dataSetId, rows[0].skip_bytes);
    await importRows(parts, uploaded, progress, rows[0].skip_bytes);
    if (signal.aborted) return;
    await finish(parts, dataSetId, progress.totals);
  }
  await db.pool.query('delete from uploads.import where data_set_id = $1', [dataSetId]);
  await db.pool.query('delete from uploads.part where data_set_id = $1', [dataSetId]);
}

async function uploadedOf(log: Log, dataSetId: string): Promise<DataSetUploaded['data'] | null> {
  const state = fold(
    dataSet,
    (await log.read(`dataSet-${dataSetId}`)).map(({ event }) => event as DataSetEvent),
  );
  return state.status === 'processing' ? state.uploaded : null;
}

/** What the chunks that are in the log already hold. */
async function resume(log: Log, dataSetId: string, skipBytes: number): Promise<Progress> {
  const progress: Progress = {
    totals: { rows: 0, accepted: 0, rejected: 0, duplicates: 0, chunks: 0, rejectedByCode: {} },
    seen: new Set(),
    fromByte: skipBytes,
  };
  for (;;) {
    const [recorded] = await log.read(chunkStream(dataSetId, progress.totals.chunks));
    if (!recorded) return progress;
    const { data } = recorded.event as DataSetRowsImported;
    count(progress.totals, data);
    for (const { contactId } of data.accepted) progress.seen.add(contactId);
    progress.fromByte = data.nextByte;
  }
}

function count(totals: Totals, { accepted, rejected, duplicates }: DataSetRowsImported['data']): void {
  totals.rows += accepted.length + rejected.length + duplicates.length;
  totals.accepted += accepted.length;
  totals.rejected += rejected.length;
  totals.duplicates += duplicates.length;
  totals.chunks += 1;
  for (const { code } of rejected) totals.rejectedByCode[code] = (totals.rejectedByCode[code] ?? 0) + 1;
}

async function importRows(
  parts: ImportParts,
  uploaded: DataSetUploaded['data'],
  progress: Progress,
  skipBytes: number,
): Promise<void> {
  const { db, signal } = parts;
  const { dataSetId } = uploaded;
  const sorter = createSorter(parts, uploaded, progress);
  const pending = new Set<Promise<void>>();
  const put = async (chunk: DataSetRowsImported['data'] | null): Promise<void> => {
    if (!chunk) return;
    const appending: Promise<void> = appendChunk(parts, chunk).finally(() => pending.delete(appending));
    pending.add(appending);
    if (pending.size >= appendsAtOnce) await Promise.race(pending);
  };
  const { fromByte } = progress;
  for await (const { fields, endsAt } of readRecords(partsFrom(db, dataSetId, fromByte), {
    ...uploaded,
    hasHeader: fromByte === skipBytes,
  })) {
    if (signal.aborted) break;
    await put(sorter.take(fields, fromByte + endsAt));
  }
  if (!signal.aborted) await put(sorter.rest());
  await Promise.all(pending);
}

async function* partsFrom(db: Database, dataSetId: string, fromByte: number): AsyncGenerator<Buffer> {
  const { rows } = await db.pool.query<{ part: number }>(
    'select part from uploads.part where data_set_id = $1 and starts + length(bytes) > $2 order by part',
    [dataSetId, fromByte],
  );
  for (const { part } of rows) {
    const found = await db.pool.query<{ starts: number; bytes: Buffer }>(
      'select starts, bytes from uploads.part where data_set_id = $1 and part = $2',
      [dataSetId, part],
    );
    const { starts, bytes } = found.rows[0] ?? { starts: 0, bytes: Buffer.alloc(0) };
    yield bytes.subarray(Math.max(fromByte - starts, 0));
  }
}

/** Sorts rows into accepted, rejected and duplicate, and hands over a chunk whenever one is full. */
function createSorter({ contactIdOf }: ImportParts, uploaded: DataSetUploaded['data'], { totals, seen }: Progress) {
  const { dataSetId, columns, mapping, defaultCountry } = uploaded;
  const country = defaultCountry !== null && isCountry(defaultCountry) ? defaultCountry : null;
  let line = totals.rows;
  let firstRow = totals.accepted;
  let chunk = totals.chunks;
  let nextByte = 0;
  let characters = 0;
  let accepted: AcceptedRow[] = [];
  let rejected: RejectedRow[] = [];
  let duplicates: DuplicateRow[] = [];

  const reject = (code: string, sentence: string, values: Readonly<Record<string, string>>): void => {
    rejected.push({ line, code, subject: dataSetId, sentence, values });
  };

  const sort = (fields: readonly string[] | null): void => {
    if (!fields) {
      reject(
        'RowCannotBeRead',
        `Row ${line} cannot be read: a quote is not closed, or the row is longer than ${longestRow} characters.`,
        {},
      );
      return;
    }
    const read = readRow(fields, columns, mapping, country);
    characters += fields.reduce((sum, field) => sum + field.length + 20, 60);
    if (!read.ok) {
      reject(read.code, read.sentence, read.values);
      return;
    }
    const contactId = contactIdOf(read.e164);
    if (seen.has(contactId)) duplicates.push({ line, contactId, values: read.values });
    else accepted.push({ line, contactId, phone: read.e164, values: read.values });
    seen.add(contactId);
  };

  const close = (): DataSetRowsImported['data'] => {
    const data = { dataSetId, chunk, firstRow, nextByte, accepted, rejected, duplicates };
    count(totals, data);
    chunk += 1;
    firstRow += accepted.length;
    [accepted, rejected, duplicates, characters] = [[], [], [], 0];
    return data;
  };

  return {
    take(fields: readonly string[] | null, endsAt: number): DataSetRowsImported['data'] | null {
      line += 1;
      sort(fields);
      nextByte = endsAt;
      return accepted.length + rejected.length + duplicates.length >= chunkRows || characters >= chunkCharacters
        ? close()
        : null;
    },
    rest: (): DataSetRowsImported['data'] | null =>
      accepted.length + rejected.length + duplicates.length > 0 ? close() : null,
  };
}

/** The same file makes the same chunks: one that is there already was written by a try that failed elsewhere. */
async function appendChunk({ log, now }: ImportParts, data: DataSetRowsImported['data']): Promise<void> {
  const stream = chunkStream(data.dataSetId, data.chunk);
  const provenance = {
    commandId: `import ${stream}`,
    correlationId: data.dataSetId,
    by: 'system:import',
    at: now(),
  };
  try {
    await log.append(stream, 'no-stream', [{ type: 'DataSetRowsImported', data }], provenance);
  } catch (error) {
    if (!(error instanceof WrongExpectedRevision)) throw error;
  }
}

async function finish(
  { log, now }: ImportParts,
  dataSetId: string,
  totals: Omit<DataSetReady['data'], 'dataSetId'>,
): Promise<void> {
  const provenance = { commandId: `import ${dataSetId}`, correlationId: dataSetId, by: 'system:import', at: now() };
  await handleCommand({
    log,
    decider: dataSet,
    id: dataSetId,
    command: { type: 'RecordReady', data: { dataSetId, ...totals } },
    provenance,
  });
}
