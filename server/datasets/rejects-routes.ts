import express, { type Router } from 'express';
import { z } from 'zod';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs } from '#server/engine/http/parse';
import { reply } from '#server/engine/http/problem';
import { mayReadPersonalData, missing } from './answers.ts';
import { pageOfRejects, readUploaded, writeRejects } from './rejects.ts';
import type { DataSetParts } from './routes.ts';

const rejectsQuery = z.strictObject({
  /** The `next` of the page before. */
  after: z
    .string()
    .regex(/^\d{1,9}\.\d{1,9}$/, 'wanted is the “next” of the page before')
    .default('0.0'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Rejected rows, page by page and as a file to correct. */
export function rejectsRoutes({ log, allow }: Pick<DataSetParts, 'log' | 'allow'>): Router {
  const router = express.Router();
  router.get(
    '/api/data-sets/:dataSetId/rejects',
    allow('editDataSets'),
    identifiers('dataSetId'),
    async (request, response) => {
      if (!mayReadPersonalData(response)) return;
      const parsed = parseAs(rejectsQuery, request.query);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const file = await readUploaded(log, pathParameter(request, 'dataSetId'));
      if (!file) {
        missing(response);
        return;
      }
      const { after, limit } = parsed.value;
      const [chunk = 0, skip = 0] = after.split('.').map(Number);
      const { rejects, next } = await pageOfRejects(log, file.dataSetId, { from: { chunk, skip }, limit });
      response.json({
        rejects: rejects.map(({ line, code, sentence, values }) => ({ line, code, sentence, values })),
        next: next && `${next.chunk}.${next.skip}`,
      });
    },
  );
  router.get(
    '/api/data-sets/:dataSetId/rejects.csv',
    allow('editDataSets'),
    identifiers('dataSetId'),
    async (request, response) => {
      if (!mayReadPersonalData(response)) return;
      const file = await readUploaded(log, pathParameter(request, 'dataSetId'));
      if (file) await writeRejects(log, file, response);
      else missing(response);
    },
  );
  return router;
}
