import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { chunkStream, dataSet } from '#contracts/data-set/data-set';
import type { DataSetEvent, DataSetRowsImported, DataSetUploaded } from '#contracts/data-set/events';
import { fold } from '#contracts/kernel/decider';
import { csvLine } from '#server/engine/http/csv-line';
import type { Log } from '#server/engine/log/log';

/** What is written behind the columns of the file; a corrected file that is uploaded again need not lose them. */
const added = ['row number', 'rejected because', 'explanation'] as const;

/** How a file was read, or null when there is no such data set. */
export async function readUploaded(log: Log, dataSetId: string): Promise<DataSetUploaded['data'] | null> {
  const state = fold(
    dataSet,
    (await log.read(`dataSet-${dataSetId}`)).map(({ event }) => event as DataSetEvent),
  );
  return state.status === 'missing' ? null : state.uploaded;
}

/**
 * Rejected rows as CSV: the columns of the file first, so that it can be corrected and uploaded again, then row number,
 * code and sentence. Chunk by chunk, as fast as they are taken.
 */
export async function writeRejects(log: Log, file: DataSetUploaded['data'], response: Response): Promise<void> {
  response.set({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="rejects-${file.dataSetId}.csv"`,
  });
  await pipeline(Readable.from(csvOf(log, file)), response);
}

async function* csvOf(
  log: Log,
  { dataSetId, columns: all, delimiter }: DataSetUploaded['data'],
): AsyncGenerator<string> {
  const columns = all.filter((column) => !added.includes(column as (typeof added)[number]));
  yield `\uFEFF${csvLine([...columns, ...added], delimiter)}`;
  for (let chunk = 0; ; chunk += 1) {
    const rejected = await rejectedOf(log, dataSetId, chunk);
    if (!rejected) return;
    const lines = rejected.map(({ line, code, sentence, values }) =>
      csvLine([...columns.map((column) => values?.[column] ?? ''), String(line), code, sentence ?? ''], delimiter),
    );
    if (lines.length > 0) yield lines.join('');
  }
}

type Rejected = DataSetRowsImported['data']['rejected'];

/** The rejected rows of a chunk, or null behind the last one. */
async function rejectedOf(log: Log, dataSetId: string, chunk: number): Promise<Rejected | null> {
  const stream = chunkStream(dataSetId, chunk);
  const [sealed] = (await log.readSealed([stream])).get(stream) ?? [];
  if (!sealed) return null;
  // Most chunks hold few rejected rows or none: the accepted ones need not be opened to find that out.
  if ((sealed.event.data as DataSetRowsImported['data']).rejected.length === 0) return [];
  const [recorded] = await log.read(stream);
  return recorded ? (recorded.event as DataSetRowsImported).data.rejected : null;
}

/** Where a page of rejected rows begins: the chunk, and how many of its rejected rows stand before. */
export type RejectsCursor = { readonly chunk: number; readonly skip: number };
export type RejectsPage = { readonly rejects: readonly Rejected[number][]; readonly next: RejectsCursor | null };

/** Chunks that are looked through for one page; a page may be short, also empty, and still have a next one. */
const chunksAPage = 100;

/** Rejected rows from a cursor on. */
export async function pageOfRejects(
  log: Log,
  dataSetId: string,
  { from, limit }: { from: RejectsCursor; limit: number },
): Promise<RejectsPage> {
  const rejects: Rejected[number][] = [];
  for (let { chunk, skip } = from; ; chunk += 1, skip = 0) {
    if (chunk >= from.chunk + chunksAPage) return { rejects, next: { chunk, skip: 0 } };
    const found = await rejectedOf(log, dataSetId, chunk);
    if (!found) return { rejects, next: null };
    const taken = found.slice(skip, skip + limit - rejects.length);
    rejects.push(...taken);
    if (rejects.length === limit) return { rejects, next: { chunk, skip: skip + taken.length } };
  }
}
