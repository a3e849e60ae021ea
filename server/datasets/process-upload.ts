import { dataSet } from '#contracts/data-set/data-set';
import { refuse, type Outcome, type Refusal } from '#contracts/kernel/command';
import type { Provenance } from '#contracts/kernel/event';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { defaultCountry } from './default-country.ts';
import {
  mappingOf,
  phoneIsUnclear,
  startBytes,
  understandFile,
  type FileForm,
  type MappingAsked,
  type ReadAs,
} from './understand-file.ts';
import { claimUpload, piecesFrom, releaseUpload, waitingUpload, type WaitingUpload } from './uploads.ts';

/** How a person wants a file to be understood; what is left out is worked out. */
export type ProcessAsked = ReadAs & {
  readonly mapping?: MappingAsked | undefined;
  /** ISO 3166 alpha-2, or the campaign's, the organisation's. */
  readonly country?: string | undefined;
};

export type ProcessParts = {
  readonly log: Log;
  readonly db: Database;
  readonly organisationCountry: string | null;
};

export type Understood = {
  readonly upload: WaitingUpload;
  readonly start: Buffer;
  readonly form: FileForm;
  readonly mapping: Exclude<ReturnType<typeof mappingOf>, Refusal>;
  readonly country: string | null;
};

/** A waiting file as it would be read, or what stands in the way. */
export async function understandUpload(
  { log, db, organisationCountry }: ProcessParts,
  dataSetId: string,
  asked: ProcessAsked,
): Promise<Understood | Refusal> {
  const upload = await waitingUpload(db, dataSetId);
  if (!upload) return noUpload(dataSetId);
  const start = await startOf(db, upload.uploadId);
  const form = understandFile(upload, start, asked);
  if ('refused' in form) return form;
  const mapping = mappingOf(asked.mapping ?? {}, form.columns);
  if ('refused' in mapping) return mapping;
  const { campaignId } = upload;
  const country = await defaultCountry(log, { country: asked.country, campaignId }, organisationCountry);
  if (country !== null && typeof country === 'object') return country;
  return { upload, start, form, mapping, country };
}

/**
 * Hands a waiting file to the importer. The file is claimed before the event is appended: whoever claims the very bytes
 * that the event is about, or nobody.
 */
export async function processUpload(
  parts: ProcessParts,
  dataSetId: string,
  asked: ProcessAsked,
  provenance: Provenance,
): Promise<Outcome> {
  const { log, db } = parts;
  const known = await log.read(`dataSet-${dataSetId}`);
  if (known[0]?.commandId === provenance.commandId)
    return { outcome: 'accepted', stream: `dataSet-${dataSetId}`, revision: 0 };
  const understood = await understandUpload(parts, dataSetId, asked);
  if ('refused' in understood) return { outcome: 'refused', ...understood };
  const { upload, form, mapping, country } = understood;
  const { phone } = mapping;
  if (phone === null) return { outcome: 'refused', ...phoneIsUnclear(form.columns) };
  if (!(await claimUpload(db, upload, form.skipBytes))) return { outcome: 'refused', ...noUpload(dataSetId) };
  const { columns, delimiter, encoding } = form;
  const { campaignId, name, fileName, bytes } = upload;
  const data = {
    ...{ dataSetId, campaignId, name, fileName, bytes, columns, mapping: { ...mapping, phone } },
    ...{ delimiter, encoding, defaultCountry: country },
  };
  const command = { type: 'RecordUpload', data } as const;
  const outcome = await handleCommand({ log, decider: dataSet, id: dataSetId, command, provenance });
  if (outcome.outcome !== 'accepted') await releaseUpload(db, dataSetId, '0 seconds');
  return outcome;
}

export function noUpload(dataSetId: string): Refusal {
  return refuse(
    'UploadIsMissing',
    `No file waits under ${dataSetId}: it is being processed already, or it waited for a day and was removed. Upload it again under another id.`,
  );
}

async function startOf(db: Database, uploadId: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of piecesFrom(db, uploadId, 0)) {
    pieces.push(piece);
    if (Buffer.concat(pieces).length >= startBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, startBytes);
}
