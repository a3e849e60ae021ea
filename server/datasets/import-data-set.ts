import type { KeyObject } from 'node:crypto';
import { chunkStream, dataSet } from '#contracts/data-set/data-set';
import type { DataSetEvent, DataSetReady, DataSetUploaded } from '#contracts/data-set/events';
import { fold } from '#contracts/kernel/decider';
import type { Instant } from '#contracts/kernel/event';
import { handleCommand } from '#server/engine/commands/handle-command';
import { WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import type { Log } from '#server/engine/log/log';
import { subjectIds } from '#server/engine/log/subject-ids';
import type { Database } from '#server/engine/postgres/database';
import { chunksOf, type Chunk, type ReadFrom } from './chunk-rows.ts';
import { chunksInThread } from './chunks-in-thread.ts';
import { IdSet } from './id-set.ts';
import { chunkType, sealedChunks, tallyOf, type ChunkTally, type LendKeys, type SealedChunk } from './sealed-chunks.ts';
import { claimedUpload, discardUpload, piecesFrom, releaseUpload, type ClaimedUpload } from './uploads.ts';

export type ImportParts = {
  readonly log: Log;
  readonly db: Database;
  /** Contact ids are HMACs of their numbers under it. */
  readonly contactSecret: KeyObject;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
};

/** Chunks on their way into the log at once. */
const appendsAtOnce = 10;
/** A file of fewer bytes is read before a thread for it would have begun. */
const worthAThread = 1024 * 1024;

type Totals = {
  rows: number;
  accepted: number;
  rejected: number;
  duplicates: number;
  chunks: number;
  rejectedByCode: Record<string, number>;
};
type Progress = { readonly totals: Totals; readonly seen: IdSet; readonly from: ReadFrom };

/**
 * Makes a file that waits in `uploads` into events, chunk by chunk. Interrupted anywhere, it goes on behind the last
 * chunk that is in the log; run twice, it changes nothing.
 */
export async function importDataSet(parts: ImportParts, dataSetId: string): Promise<void> {
  const { log, db, signal } = parts;
  const upload = await claimedUpload(db, dataSetId);
  if (!upload) return;
  const state = fold(
    dataSet,
    (await log.read(`dataSet-${dataSetId}`)).map(({ event }) => event as DataSetEvent),
  );
  if (state.status === 'missing') {
    await releaseUpload(db, dataSetId);
    return;
  }
  if (state.status === 'processing') {
    const progress = await resume(log, dataSetId, upload.skipBytes);
    await importRows(parts, { file: state.uploaded, upload, progress });
    if (signal.aborted) return;
    await finish(parts, dataSetId, progress.totals);
  }
  await discardUpload(db, dataSetId);
}

/** Chunks that are looked at together when an import goes on. */
const chunksTogether = 40;

/** What the chunks that are in the log already hold. */
async function resume(log: Log, dataSetId: string, skipBytes: number): Promise<Progress> {
  const totals: Totals = { rows: 0, accepted: 0, rejected: 0, duplicates: 0, chunks: 0, rejectedByCode: {} };
  const seen = new IdSet();
  let byte = skipBytes;
  for (;;) {
    const streams = Array.from({ length: chunksTogether }, (_each, i) => chunkStream(dataSetId, totals.chunks + i));
    const found = await log.readSealed(streams);
    for (const stream of streams) {
      const [recorded] = found.get(stream) ?? [];
      const { rows, accepted, chunks } = totals;
      if (!recorded) return { totals, seen, from: { byte, hasHeader: chunks === 0, rows, accepted, chunks } };
      const data = recorded.event.data as Chunk;
      count(totals, tallyOf(data));
      for (const { contactId } of data.accepted) seen.add(contactId);
      byte = data.nextByte;
    }
  }
}

function count(totals: Totals, { accepted, rejected, duplicates, rejectedByCode }: ChunkTally): void {
  totals.rows += accepted + rejected + duplicates;
  totals.accepted += accepted;
  totals.rejected += rejected;
  totals.duplicates += duplicates;
  totals.chunks += 1;
  for (const [code, n] of Object.entries(rejectedByCode))
    totals.rejectedByCode[code] = (totals.rejectedByCode[code] ?? 0) + n;
}

type Import = {
  readonly file: DataSetUploaded['data'];
  readonly upload: ClaimedUpload;
  readonly progress: Progress;
};

async function importRows(parts: ImportParts, { file, upload, progress }: Import): Promise<void> {
  const { db, log, signal, contactSecret } = parts;
  const { from, seen, totals } = progress;
  const pieces = piecesFrom(db, upload.uploadId, from.byte);
  const contactIdOf = subjectIds(contactSecret);
  const lend: LendKeys = (subjects) => log.lendKeys(subjects);
  const chunks =
    file.bytes - from.byte < worthAThread
      ? sealedChunks(chunksOf(pieces, { file, from, seen, contactIdOf }), lend)
      : chunksInThread(pieces, { file, from, seen: seen.cells, secret: contactSecret }, lend);
  const faults: unknown[] = [];
  const pending = new Set<Promise<unknown>>();
  for await (const chunk of chunks) {
    if (signal.aborted || faults.length > 0) break;
    const appending = appendChunk(parts, file.dataSetId, chunk)
      .catch((error: unknown) => faults.push(error))
      .finally(() => pending.delete(appending));
    pending.add(appending);
    count(totals, chunk.tally);
    if (pending.size >= appendsAtOnce) await Promise.race(pending);
  }
  await Promise.all(pending);
  if (faults.length > 0) throw faults[0];
}

/** The same file makes the same chunks: one that is there already was written by a try that failed elsewhere. */
async function appendChunk({ log, now }: ImportParts, dataSetId: string, { chunk, json }: SealedChunk): Promise<void> {
  const stream = chunkStream(dataSetId, chunk);
  const provenance = { commandId: `import ${stream}`, correlationId: dataSetId, by: 'system:import', at: now() };
  try {
    await log.appendSealed(stream, 'no-stream', { type: chunkType, json }, provenance);
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
