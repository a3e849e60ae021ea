import express, { type Router } from 'express';
import { z } from 'zod';
import { isRefusal } from '#contracts/kernel/command';
import type { Instant } from '#contracts/kernel/event';
import { askedBy, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs, parseCommand } from '#server/engine/http/parse';
import { reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { mayReadPersonalData, missing } from './answers.ts';
import { previewUpload } from './preview-upload.ts';
import { processUpload } from './process-upload.ts';
import { discardWaiting, waitingUpload, waitingUploadsOf } from './uploads.ts';

export type DataSetParts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow;
  readonly now: () => Instant;
  readonly organisationCountry: string | null;
  readonly wakeImporter: () => void;
};

const column = z.string().max(200);
/** How a file is read where a person says so. */
export const readAs = {
  /** ISO 3166 alpha-2; absent: the campaign's, else the organisation's. */
  country: z.string().trim().max(60).optional(),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  /** `latin1` stands for Windows-1252. */
  encoding: z.enum(['utf-8', 'latin1']).optional(),
};
/** Columns in a query; the name's is `nameColumn`, since `name` is the data set's. */
export const columnQuery = {
  ...{ phone: column.optional(), identifier: column.optional() },
  ...{ nameColumn: column.optional(), email: column.optional() },
};

const previewQuery = z.strictObject({
  ...readAs,
  ...columnQuery,
  rows: z.coerce.number().int().min(1).max(100).default(20),
});
const uploadCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ProcessUpload'),
    data: z.strictObject({
      ...readAs,
      /** What is left out is guessed by the header; null: no column holds it. */
      mapping: z
        .strictObject({
          phone: column.optional(),
          identifier: column.nullable().optional(),
          name: column.nullable().optional(),
          email: column.nullable().optional(),
        })
        .optional(),
    }),
  }),
  z.strictObject({ type: z.literal('DiscardUpload'), data: z.strictObject({}) }),
]);
export function dataSetRoutes(parts: DataSetParts): Router {
  const { db, allow, now, wakeImporter } = parts;
  const router = express.Router();
  router.get(
    '/api/campaigns/:campaignId/data-sets',
    allow('readCampaigns'),
    identifiers('campaignId'),
    async (request, response) => {
      const campaignId = pathParameter(request, 'campaignId');
      const { rows } = await db.pool.query('select * from read.data_sets where campaign_id = $1 order by uploaded_at', [
        campaignId,
      ]);
      response.json({ dataSets: rows, waiting: await waitingUploadsOf(db, campaignId) });
    },
  );
  router.get(
    '/api/data-sets/:dataSetId',
    allow('readCampaigns'),
    identifiers('dataSetId'),
    async (request, response) => {
      const id = pathParameter(request, 'dataSetId');
      const { rows } = await db.pool.query<object>('select * from read.data_sets where data_set_id = $1', [id]);
      if (!rows[0]) {
        missing(response);
        return;
      }
      const { rows: rejections } = await db.pool.query(
        'select code, rows from read.data_set_rejections where data_set_id = $1 order by rows desc, code',
        [id],
      );
      response.json({ ...rows[0], rejections });
    },
  );
  router.get(
    '/api/data-sets/:dataSetId/preview',
    allow('editDataSets'),
    identifiers('dataSetId'),
    async (request, response) => {
      if (!mayReadPersonalData(response)) return;
      const parsed = parseAs(previewQuery, request.query);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const { phone, identifier, nameColumn, email, ...asked } = parsed.value;
      const mapping = { phone, identifier, name: nameColumn, email };
      const found = await previewUpload(parts, pathParameter(request, 'dataSetId'), { ...asked, mapping });
      if (isRefusal(found)) reply(response, { outcome: 'refused', ...found });
      else response.json(found);
    },
  );
  router.post(
    '/api/data-sets/:dataSetId/commands',
    allow('editDataSets'),
    identifiers('dataSetId'),
    async (request, response) => {
      const parsed = parseCommand(uploadCommand, request.body);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const id = pathParameter(request, 'dataSetId');
      const { commandId, command } = parsed.value;
      if (command.type === 'DiscardUpload') {
        const upload = await waitingUpload(db, id);
        if (upload) await discardWaiting(db, upload);
        reply(response, { outcome: 'accepted', stream: `dataSet-${id}`, revision: -1 });
        return;
      }
      reply(response, await processUpload(parts, id, command.data, askedBy(response, commandId, now)));
      wakeImporter();
    },
  );
  return router;
}
