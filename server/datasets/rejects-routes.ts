import { z } from 'zod';
import { listRejects, rejectsFile } from '#contracts/wire/data-set-doors';
import { cursorOf, keysIn, wrongCursor } from '#server/engine/http/page';
import { serve, type Served } from '#server/engine/http/serve';
import { noDataSet, noPersonalData } from './answers.ts';
import { pageOfRejects, readUploaded, writeRejects } from './rejects.ts';
import type { DataSetParts } from './routes.ts';

const place = z.int().min(0);

/** Rejected rows, page by page and as a file to correct. */
export function rejectsDoors({ log }: Pick<DataSetParts, 'log'>): readonly Served[] {
  return [
    serve(listRejects, async ({ params: { dataSetId }, query: { after = '', limit }, by }) => {
      if (!by.may('readPersonalData')) return noPersonalData(by.role);
      const list = `rejects of ${dataSetId}`;
      const from = after === '' ? ([0, 0] as const) : keysIn(list, after, [place, place]);
      if (from === null) return wrongCursor(after);
      const file = await readUploaded(log, dataSetId);
      if (!file) return noDataSet;
      const [chunk = 0, skip = 0] = from;
      const { rejects, next } = await pageOfRejects(log, dataSetId, { from: { chunk, skip }, limit });
      return {
        rejects: rejects.map(({ line, code, sentence, values }) => ({ line, code, sentence, values })),
        next: next && cursorOf(list, [next.chunk, next.skip]),
      };
    }),
    serve(rejectsFile, async ({ params: { dataSetId }, by, response }) => {
      if (!by.may('readPersonalData')) return noPersonalData(by.role);
      const file = await readUploaded(log, dataSetId);
      if (!file) return noDataSet;
      await writeRejects(log, file, response);
      return undefined;
    }),
  ];
}
