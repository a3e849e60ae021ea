import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { dataSet } from '#contracts/data-set/data-set';
import type { Instant } from '#contracts/kernel/event';
import { may, type Permission, type Role } from '#contracts/person/roles';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, signedIn, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { discardUpload, receiveUpload, type UploadAsked } from './receive-upload.ts';
import { writeRejects } from './rejects.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow<Permission>;
  readonly now: () => Instant;
  readonly organisationCountry: string | null;
  readonly uploadLimitBytes: number;
  readonly wakeImporter: () => void;
};

const column = z.string().max(200).optional();
const uploadQuery = z.strictObject({
  commandId: z.uuid(),
  name: z.string().trim().min(1).max(120),
  fileName: z.string().trim().min(1).max(255),
  /** ISO 3166 alpha-2; absent: the organisation's. */
  country: z.string().trim().max(60).optional(),
  ...{ phone: column, identifier: column, nameColumn: column, email: column },
});

/** The door a file comes in by: it is streamed, so it stands before the JSON parser. */
export function uploadRoutes({
  log,
  db,
  allow,
  now,
  organisationCountry,
  uploadLimitBytes,
  wakeImporter,
}: Parts): Router {
  const router = express.Router();
  router.post(
    '/api/campaigns/:campaignId/data-sets/:dataSetId',
    allow('editDataSets'),
    identifiers('campaignId', 'dataSetId'),
    async (request, response) => {
      const parsed = parseAs(uploadQuery, request.query);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const { commandId, name, fileName, country, phone, identifier, nameColumn, email } = parsed.value;
      const [campaignId, dataSetId] = [pathParameter(request, 'campaignId'), pathParameter(request, 'dataSetId')];
      if (!(await exists(db, campaignId, log))) {
        problem(response, 404, { code: 'NotFound', detail: 'There is no such campaign to add a data set to.' });
        return;
      }
      const known = await log.read(`dataSet-${dataSetId}`);
      if (known[0]) {
        answerKnown(response, dataSetId, known[0].commandId === commandId);
        return;
      }
      const asked: UploadAsked = {
        ...{ dataSetId, campaignId, name, fileName, country: country ?? organisationCountry },
        columns: {
          phone: phone ?? null,
          identifier: identifier ?? null,
          name: nameColumn ?? null,
          email: email ?? null,
        },
      };
      const understood = await receiveUpload(db, asked, pieces(request), uploadLimitBytes);
      if ('refused' in understood) {
        reply(response, { outcome: 'refused', ...understood });
        return;
      }
      const { skipBytes, ...data } = understood;
      await db.pool.query(
        'insert into uploads.import(data_set_id, total_bytes, skip_bytes) values ($1, $2, $3) on conflict do nothing',
        [dataSetId, data.bytes, skipBytes],
      );
      const outcome = await handleCommand({
        log,
        decider: dataSet,
        id: dataSetId,
        command: { type: 'RecordUpload', data },
        provenance: askedBy(response, commandId, now),
      });
      if (outcome.outcome === 'accepted')
        await db.pool.query('update uploads.import set recorded = true where data_set_id = $1', [dataSetId]);
      else await discardUpload(db, dataSetId);
      wakeImporter();
      reply(response, outcome);
    },
  );
  return router;
}

export function dataSetRoutes({ db, log, allow }: Pick<Parts, 'db' | 'log' | 'allow'>): Router {
  const router = express.Router();
  router.get(
    '/api/campaigns/:campaignId/data-sets',
    allow('readCampaigns'),
    identifiers('campaignId'),
    async (request, response) => {
      const { rows } = await db.pool.query('select * from read.data_sets where campaign_id = $1 order by uploaded_at', [
        pathParameter(request, 'campaignId'),
      ]);
      response.json({ dataSets: rows });
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
        problem(response, 404, { code: 'NotFound', detail: 'There is no such data set.' });
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
    '/api/data-sets/:dataSetId/rejects.csv',
    allow('editDataSets'),
    identifiers('dataSetId'),
    async (request, response) => {
      const { role } = signedIn(response);
      if (!may(role as Role, 'readPersonalData')) {
        problem(response, 403, {
          code: 'NotAllowed',
          detail: `Your role, ${role}, may not read personal data.`,
        });
        return;
      }
      await writeRejects(log, pathParameter(request, 'dataSetId'), response);
    },
  );
  return router;
}

async function exists(db: Database, campaignId: string, log: Log): Promise<boolean> {
  return (await log.read(`campaign-${campaignId}`)).length > 0;
}

function answerKnown(response: Response, dataSetId: string, same: boolean): void {
  if (same) reply(response, { outcome: 'accepted', stream: `dataSet-${dataSetId}`, revision: 0 });
  else
    reply(response, {
      outcome: 'refused',
      refused: 'DataSetExists',
      sentence: `The data set ${dataSetId} exists already; upload under another id.`,
    });
}

/** The pieces of a body; one that was cut off is a fault of the sender, of which nothing is kept. */
async function* pieces(request: Request): AsyncGenerator<Uint8Array> {
  for await (const piece of request) yield piece as Uint8Array;
  if (!request.complete)
    throw Object.assign(new Error('The upload was cut off; send the file again.'), { status: 400 });
}
