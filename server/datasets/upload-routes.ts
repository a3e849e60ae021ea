import type { Request } from 'express';
import type { Outcome } from '#contracts/kernel/command';
import { isRefusal } from '#contracts/kernel/command';
import { uploadDataSet } from '#contracts/wire/data-set-doors';
import { askedBy } from '#server/engine/http/door';
import { answerTo, denied, deniedBy, notFound } from '#server/engine/http/problem';
import { serve, type Served } from '#server/engine/http/serve';
import { previewUpload } from './preview-upload.ts';
import { processUpload } from './process-upload.ts';
import { receiveUpload, tooLarge } from './receive-upload.ts';
import type { DataSetParts } from './routes.ts';
import { discardWaiting, taken } from './uploads.ts';

/** The door a file comes in by: it is streamed. */
export function uploadDoors(parts: DataSetParts & { readonly uploadLimitBytes: number }): readonly Served[] {
  const { log, db, now, uploadLimitBytes, wakeImporter } = parts;
  return [
    serve(uploadDataSet, async ({ params: { campaignId, dataSetId }, query, request, response }) => {
      const { commandId, name, fileName, process, phone, identifier, nameColumn, email, ...as } = query;
      if (request.is('multipart/form-data') !== false)
        return denied(415, 'NotAFile', 'The body is a form; send the bytes of the file themselves, as text/csv.');
      if ((await log.read(`campaign-${campaignId}`)).length === 0)
        return notFound('There is no such campaign to add a data set to.');
      const [known] = await log.read(`dataSet-${dataSetId}`);
      if (known) return answerTo(outcomeOfKnown(dataSetId, known.commandId === commandId));
      if (Number(request.get('content-length') ?? 0) > uploadLimitBytes)
        return deniedBy({ outcome: 'refused', ...tooLarge(uploadLimitBytes) });
      const upload = { dataSetId, campaignId, name, fileName };
      const received = await receiveUpload(db, upload, pieces(request), uploadLimitBytes);
      if (isRefusal(received)) return deniedBy({ outcome: 'refused', ...received });
      const asked = { ...as, mapping: { phone, identifier, name: nameColumn, email } };
      if (process === 'later') {
        const preview = await previewUpload(parts, dataSetId, { ...asked, rows: 20 });
        return isRefusal(preview) ? deniedBy({ outcome: 'refused', ...preview }) : preview;
      }
      const outcome = await processUpload(parts, dataSetId, asked, askedBy(response, commandId, now));
      if (outcome.outcome !== 'accepted') await discardWaiting(db, received);
      wakeImporter();
      return answerTo(outcome);
    }),
  ];
}

function outcomeOfKnown(dataSetId: string, same: boolean): Outcome {
  return same
    ? { outcome: 'accepted', stream: `dataSet-${dataSetId}`, revision: 0 }
    : { outcome: 'refused', ...taken(dataSetId) };
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
