import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { isRefusal } from '#contracts/kernel/command';
import { askedBy } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import { previewUpload } from './preview-upload.ts';
import { processUpload } from './process-upload.ts';
import { receiveUpload, tooLarge } from './receive-upload.ts';
import { columnQuery, readAs, type DataSetParts } from './routes.ts';
import { discardWaiting, taken } from './uploads.ts';

const uploadQuery = z.strictObject({
  commandId: z.uuid(),
  name: z.string().trim().min(1).max(120),
  fileName: z.string().trim().min(1).max(255),
  /** `later`: the file waits, for a day, until a person has seen how it is understood and asks to process it. */
  process: z.enum(['now', 'later']).default('now'),
  ...readAs,
  ...columnQuery,
});

/** The door a file comes in by: it is streamed, so it stands before the JSON parser. */
export function uploadRoutes(parts: DataSetParts & { readonly uploadLimitBytes: number }): Router {
  const { log, db, allow, now, uploadLimitBytes, wakeImporter } = parts;
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
      const { commandId, name, fileName, process, phone, identifier, nameColumn, email, ...as } = parsed.value;
      const [campaignId, dataSetId] = [pathParameter(request, 'campaignId'), pathParameter(request, 'dataSetId')];
      if ((await log.read(`campaign-${campaignId}`)).length === 0) {
        problem(response, 404, { code: 'NotFound', detail: 'There is no such campaign to add a data set to.' });
        return;
      }
      const [known] = await log.read(`dataSet-${dataSetId}`);
      if (known) {
        answerKnown(response, dataSetId, known.commandId === commandId);
        return;
      }
      if (Number(request.get('content-length') ?? 0) > uploadLimitBytes) {
        reply(response, { outcome: 'refused', ...tooLarge(uploadLimitBytes) });
        return;
      }
      const upload = { dataSetId, campaignId, name, fileName };
      const received = await receiveUpload(db, upload, pieces(request), uploadLimitBytes);
      if (isRefusal(received)) {
        reply(response, { outcome: 'refused', ...received });
        return;
      }
      const asked = { ...as, mapping: { phone, identifier, name: nameColumn, email } };
      if (process === 'later') {
        const preview = await previewUpload(parts, dataSetId, { ...asked, rows: 20 });
        if (isRefusal(preview)) reply(response, { outcome: 'refused', ...preview });
        else response.json(preview);
        return;
      }
      const outcome = await processUpload(parts, dataSetId, asked, askedBy(response, commandId, now));
      if (outcome.outcome !== 'accepted') await discardWaiting(db, received);
      wakeImporter();
      reply(response, outcome);
    },
  );
  return router;
}

function answerKnown(response: Response, dataSetId: string, same: boolean): void {
  if (same) reply(response, { outcome: 'accepted', stream: `dataSet-${dataSetId}`, revision: 0 });
  else reply(response, { outcome: 'refused', ...taken(dataSetId) });
}

/**
 * The pieces of a body. One that was cut off is a fault of the sender, of which nothing is kept; one that is not wanted any
 * more is let in and forgotten, so that the sender, who is still sending, gets to read why.
 */
async function* pieces(request: Request): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) yield piece as Uint8Array;
  } catch (cause) {
    throw cutOff(cause);
  } finally {
    request.resume();
  }
  if (!request.complete) throw cutOff();
}

function cutOff(cause?: unknown): Error {
  return Object.assign(new Error('The upload was cut off; send the file again.', { cause }), { status: 400 });
}
