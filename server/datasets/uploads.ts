import { sql } from 'kysely';
import type { Encoding } from '#contracts/data-set/events';
import { refuse, type Refusal } from '#contracts/kernel/command';
import type { Instant } from '#contracts/kernel/event';
import type { Database } from '#server/engine/postgres/database';

/** A file that was received whole and waits to be processed. */
export type WaitingUpload = {
  readonly dataSetId: string;
  readonly uploadId: string;
  readonly campaignId: string;
  readonly name: string;
  readonly fileName: string;
  /** As they are stored: UTF-16 was made UTF-8. */
  readonly bytes: number;
  readonly encoding: Encoding;
  readonly receivedAt: Instant;
};
type UploadIds = Pick<WaitingUpload, 'dataSetId' | 'uploadId'>;
export type ClaimedUpload = { readonly uploadId: string; readonly skipBytes: number };

type FileRow = {
  data_set_id: string;
  upload_id: string;
  total_bytes: number;
  file: Pick<WaitingUpload, 'campaignId' | 'name' | 'fileName' | 'encoding'>;
  received_at: Instant;
};

/** The newest upload under an id takes the place of one that waited there; not of one that is being processed. */
export async function registerUpload(
  db: Database,
  upload: Omit<WaitingUpload, 'receivedAt'>,
): Promise<WaitingUpload | Refusal> {
  const { dataSetId, uploadId, bytes, campaignId, name, fileName, encoding } = upload;
  const file = JSON.stringify({ campaignId, name, fileName, encoding });
  const { rows } = await db.kysely.transaction().execute(async (tx) => {
    // Of two that come at once the second has to see which it takes the place of: a statement sees only what was there before it.
    await sql`select pg_advisory_xact_lock(hashtextextended(${dataSetId}, 0))`.execute(tx);
    return sql<{ put: Instant | null; replaced: string | null }>`
      with before as (select upload_id from uploads.file where data_set_id = ${dataSetId}),
      put as (
        insert into uploads.file as known (data_set_id, upload_id, total_bytes, file)
        values (${dataSetId}, ${uploadId}, ${bytes}, ${file})
        on conflict (data_set_id) do update
          set upload_id = excluded.upload_id, total_bytes = excluded.total_bytes, file = excluded.file, received_at = now()
          where known.claimed_at is null
        returning received_at)
      select (select received_at from put) as put, (select upload_id from before) as replaced`.execute(tx);
  });
  const receivedAt = rows[0]?.put ?? null;
  if (receivedAt === null) return taken(dataSetId);
  if (typeof rows[0]?.replaced === 'string') await discardPiecesOf(db, rows[0].replaced);
  return { ...upload, receivedAt };
}

export function taken(dataSetId: string): Refusal {
  return refuse('DataSetExists', `The data set ${dataSetId} exists already; upload under another id.`);
}

export async function waitingUpload(db: Database, dataSetId: string): Promise<WaitingUpload | null> {
  return (await waitingUploads(db, 'data_set_id = $1', dataSetId))[0] ?? null;
}

export function waitingUploadsOf(db: Database, campaignId: string): Promise<WaitingUpload[]> {
  return waitingUploads(db, `file ->> 'campaignId' = $1`, campaignId);
}

async function waitingUploads(db: Database, which: string, value: string): Promise<WaitingUpload[]> {
  const { rows } = await db.pool.query<FileRow>(
    `select data_set_id, upload_id, total_bytes, file, received_at from uploads.file
     where claimed_at is null and ${which} order by received_at`,
    [value],
  );
  return rows.map(({ data_set_id, upload_id, total_bytes, file, received_at }) => ({
    ...{ dataSetId: data_set_id, uploadId: upload_id, bytes: total_bytes, receivedAt: received_at },
    ...file,
  }));
}

/** Takes a waiting upload for processing; false when it is gone, was replaced, or somebody else was first. */
export async function claimUpload(
  db: Database,
  { dataSetId, uploadId }: UploadIds,
  skipBytes: number,
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    'update uploads.file set claimed_at = now(), skip_bytes = $3 where data_set_id = $1 and upload_id = $2 and claimed_at is null',
    [dataSetId, uploadId, skipBytes],
  );
  return rowCount === 1;
}

/** Lets a claimed upload wait again; one that was claimed a moment ago is still having its event appended. */
export async function releaseUpload(db: Database, dataSetId: string, olderThan = '1 minute'): Promise<void> {
  await db.pool.query(
    'update uploads.file set claimed_at = null where data_set_id = $1 and claimed_at <= now() - $2::interval',
    [dataSetId, olderThan],
  );
}

export async function claimedUpload(db: Database, dataSetId: string): Promise<ClaimedUpload | null> {
  const { rows } = await db.pool.query<{ upload_id: string; skip_bytes: number }>(
    'select upload_id, skip_bytes from uploads.file where data_set_id = $1 and claimed_at is not null',
    [dataSetId],
  );
  return rows[0] ? { uploadId: rows[0].upload_id, skipBytes: rows[0].skip_bytes } : null;
}

/** Data sets whose files are to be processed, in the order they were asked for. */
export async function claimedDataSets(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ data_set_id: string }>(
    'select data_set_id from uploads.file where claimed_at is not null order by claimed_at',
  );
  return rows.map((row) => row.data_set_id);
}

export async function discardUpload(db: Database, dataSetId: string): Promise<void> {
  const { rows } = await db.pool.query<{ upload_id: string }>(
    'delete from uploads.file where data_set_id = $1 returning upload_id',
    [dataSetId],
  );
  for (const { upload_id } of rows) await discardPiecesOf(db, upload_id);
}

/** Throws a waiting file away; false: it is gone, or being processed and stays. */
export async function discardWaiting(db: Database, { dataSetId, uploadId }: UploadIds): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    'delete from uploads.file where data_set_id = $1 and upload_id = $2 and claimed_at is null',
    [dataSetId, uploadId],
  );
  if (rowCount === 1) await discardPiecesOf(db, uploadId);
  return rowCount === 1;
}

export async function discardPiecesOf(db: Database, uploadId: string): Promise<void> {
  await db.pool.query('delete from uploads.part where upload_id = $1', [uploadId]);
}

/** Files that nobody processed for a day, and pieces of uploads that were cut off or replaced an hour ago. */
export async function discardAbandoned(db: Database): Promise<void> {
  await db.pool.query(`delete from uploads.file where claimed_at is null and received_at < now() - interval '1 day'`);
  await db.pool.query(
    `delete from uploads.part where upload_id in (
       select part.upload_id from uploads.part left join uploads.file using (upload_id) where file.upload_id is null
       group by part.upload_id having max(part.stored_at) < now() - interval '1 hour')`,
  );
}

/** The bytes of an upload from a place on, piece by piece. */
export async function* piecesFrom(db: Database, uploadId: string, fromByte: number): AsyncGenerator<Buffer> {
  const { rows } = await db.pool.query<{ part: number; starts: number }>(
    'select part, starts from uploads.part where upload_id = $1 and starts + length(bytes) > $2 order by part',
    [uploadId, fromByte],
  );
  for (const { part, starts } of rows) {
    const found = await db.pool.query<{ bytes: Buffer }>(
      'select bytes from uploads.part where upload_id = $1 and part = $2',
      [uploadId, part],
    );
    const bytes = found.rows[0]?.bytes;
    if (!bytes) throw new Error(`Reading piece ${part} of an upload: it is gone; upload the file again.`);
    yield bytes.subarray(Math.max(fromByte - starts, 0));
  }
}
