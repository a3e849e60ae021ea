import { randomUUID } from 'node:crypto';
import type { Encoding } from '#contracts/data-set/events';
import { binaryKind } from '#contracts/data-set/file-form';
import { utf8Checker } from '#contracts/data-set/utf8';
import { refuse, type Refusal } from '#contracts/kernel/command';
import type { Database } from '#server/engine/postgres/database';
import { asUtf8 } from './as-utf8.ts';
import { startBytes, understandFile } from './understand-file.ts';
import { discardPiecesOf, registerUpload, type WaitingUpload } from './uploads.ts';

/** What the uploader says about a file. */
export type UploadAsked = Pick<WaitingUpload, 'dataSetId' | 'campaignId' | 'name' | 'fileName'>;

const partBytes = 1024 * 1024;

/**
 * Takes a file in piece by piece and keeps it in the database until it is processed. A refusal or a fault leaves nothing
 * behind, and the id may be used again.
 */
export async function receiveUpload(
  db: Database,
  asked: UploadAsked,
  pieces: AsyncIterable<Uint8Array>,
  largest: number,
): Promise<WaitingUpload | Refusal> {
  const uploadId = randomUUID();
  try {
    const received = await store(db, uploadId, pieces, largest);
    const refused = 'refused' in received ? received : refusalOf(asked, received);
    if (refused) {
      await discardPiecesOf(db, uploadId);
      return refused;
    }
    const { bytes, encoding } = received as Received;
    const upload = { ...asked, uploadId, bytes, encoding };
    const waiting = await registerUpload(db, upload);
    if ('refused' in waiting) await discardPiecesOf(db, uploadId);
    return waiting;
  } catch (error) {
    await discardPiecesOf(db, uploadId);
    throw error;
  }
}

/** What makes a file useless however it is mapped. */
function refusalOf({ fileName }: UploadAsked, { start, bytes, encoding }: Received): Refusal | null {
  if (bytes === 0)
    return refuse('FileIsEmpty', `“${fileName}” holds 0 bytes; choose a CSV file with a header and rows.`, {
      fileName,
    });
  const binary = binaryKind(start);
  if (binary)
    return refuse('FileIsNotText', `“${fileName}” is ${binary}; export it as CSV (UTF-8) and upload that.`, {
      fileName,
      kind: binary,
    });
  const form = understandFile({ fileName, bytes, encoding }, start);
  return 'refused' in form ? form : null;
}

type Received = { readonly start: Buffer; readonly bytes: number; readonly encoding: Encoding };

async function store(
  db: Database,
  uploadId: string,
  pieces: AsyncIterable<Uint8Array>,
  largest: number,
): Promise<Received | Refusal> {
  const utf8 = utf8Checker();
  let waiting: Buffer[] = [];
  let size = 0;
  let part = 0;
  let starts = 0;
  let start = Buffer.alloc(0);
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting);
    await db.pool.query('insert into uploads.part(upload_id, part, starts, bytes) values ($1, $2, $3, $4)', [
      uploadId,
      part,
      starts,
      bytes,
    ]);
    part += 1;
    starts += bytes.length;
    waiting = [];
    size = 0;
  };
  const transcoded = asUtf8(pieces);
  for await (const piece of transcoded.pieces) {
    utf8.take(piece);
    if (start.length < startBytes) start = Buffer.concat([start, piece]).subarray(0, startBytes);
    waiting.push(Buffer.from(piece));
    size += piece.length;
    if (starts + size > largest) return tooLarge(largest);
    if (size >= partBytes) await flush();
  }
  if (size > 0) await flush();
  const encoding = transcoded.wasUtf16() ? 'utf-16' : utf8.isUtf8() ? 'utf-8' : 'latin1';
  return { start, bytes: starts, encoding };
}

export function tooLarge(largest: number): Refusal {
  const mb = Math.round(largest / 1024 / 1024);
  return refuse(
    'FileIsTooLarge',
    `The file is larger than ${mb} MB; split it and upload the parts as data sets of their own.`,
    { mb },
  );
}
