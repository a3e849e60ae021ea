import type { Response } from 'express';
import { chunkStream, dataSet } from '#contracts/data-set/data-set';
import type { DataSetEvent, DataSetRowsImported } from '#contracts/data-set/events';
import { fold } from '#contracts/kernel/decider';
import { csvLine } from '#server/engine/http/csv-line';
import { problem } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';

/**
 * Rejected rows as CSV: the columns of the file first, so that it can be corrected and uploaded again, then line, code
 * and sentence.
 */
export async function writeRejects(log: Log, dataSetId: string, response: Response): Promise<void> {
  const state = fold(
    dataSet,
    (await log.read(`dataSet-${dataSetId}`)).map(({ event }) => event as DataSetEvent),
  );
  if (state.status === 'missing') {
    problem(response, 404, { code: 'NotFound', detail: 'There is no such data set.' });
    return;
  }
  const { columns } = state.uploaded;
  response.set({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="rejects-${dataSetId}.csv"`,
  });
  response.write(`\uFEFF${csvLine([...columns, 'row number', 'rejected because', 'explanation'])}`);
  for (let chunk = 0; ; chunk += 1) {
    const [recorded] = await log.read(chunkStream(dataSetId, chunk));
    if (!recorded) break;
    for (const { line, code, sentence, values } of (recorded.event as DataSetRowsImported).data.rejected)
      response.write(csvLine([...columns.map((column) => values?.[column] ?? ''), String(line), code, sentence ?? '']));
  }
  response.end();
}
