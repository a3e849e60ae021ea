import { parse } from 'csv-parse/sync';
import { refuse, type Refusal } from '#contracts/kernel/command';
import type { ColumnMapping, DataSetUploaded, Encoding } from '#contracts/data-set/events';
import { binaryKind, byteOrderMark, columnsOf, guessDelimiter, utf8Checker } from '#contracts/data-set/file-form';
import { guessMapping } from '#contracts/data-set/guess-mapping';
import { isCountry } from '#contracts/data-set/phone';
import type { Database } from '#server/engine/postgres/database';
import { asUtf8 } from './as-utf8.ts';

/** What the uploader says about a file. */
export type UploadAsked = {
  readonly dataSetId: string;
  readonly campaignId: string;
  readonly name: string;
  readonly fileName: string;
  readonly country: string | null;
  readonly columns: {
    readonly phone: string | null;
    readonly identifier: string | null;
    readonly name: string | null;
    readonly email: string | null;
  };
};

export type Understood = DataSetUploaded['data'] & { readonly skipBytes: number };

const partBytes = 1024 * 1024;
const headerBytes = 64 * 1024;

/**
 * Takes a file in piece by piece, keeps it in the database, and works out its form. A refusal leaves nothing behind.
 */
export async function receiveUpload(
  db: Database,
  asked: UploadAsked,
  pieces: AsyncIterable<Uint8Array>,
  largest: number,
): Promise<Understood | Refusal> {
  await discardUpload(db, asked.dataSetId);
  try {
    const received = await store(db, asked.dataSetId, pieces, largest);
    const understood = 'refused' in received ? received : understand(asked, received);
    if ('refused' in understood) await discardUpload(db, asked.dataSetId);
    return understood;
  } catch (error) {
    await discardUpload(db, asked.dataSetId);
    throw error;
  }
}

export async function discardUpload(db: Database, dataSetId: string): Promise<void> {
  await db.pool.query('delete from uploads.import where data_set_id = $1', [dataSetId]);
  await db.pool.query('delete from uploads.part where data_set_id = $1', [dataSetId]);
}

type Received = { readonly start: Buffer; readonly bytes: number; readonly encoding: Encoding };

async function store(
  db: Database,
  dataSetId: string,
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
    await db.pool.query('insert into uploads.part(data_set_id, part, starts, bytes) values ($1, $2, $3, $4)', [
      dataSetId,
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
    if (start.length < headerBytes) start = Buffer.concat([start, piece]).subarray(0, headerBytes);
    waiting.push(Buffer.from(piece));
    size += piece.length;
    if (starts + size > largest)
      return refuse(
        'FileIsTooLarge',
        `The file is larger than ${Math.round(largest / 1024 / 1024)} MB; split it and upload the parts as data sets of their own.`,
      );
    if (size >= partBytes) await flush();
  }
  if (size > 0) await flush();
  const encoding = transcoded.wasUtf16() ? 'utf-16' : utf8.isUtf8() ? 'utf-8' : 'latin1';
  return { start, bytes: starts, encoding };
}

function understand(asked: UploadAsked, { start, bytes, encoding }: Received): Understood | Refusal {
  if (bytes === 0)
    return refuse('FileIsEmpty', `“${asked.fileName}” holds 0 bytes; choose a CSV file with a header and rows.`);
  const binary = binaryKind(start);
  if (binary)
    return refuse('FileIsNotText', `“${asked.fileName}” is ${binary}; export it as CSV (UTF-8) and upload that.`);
  if (asked.country !== null && !isCountry(asked.country))
    return refuse('CountryIsUnknown', `“${asked.country}” is no country code; use two letters as in CL, ES or MX.`, {
      country: asked.country,
    });
  const skipBytes = byteOrderMark(start);
  const text = decode(start.subarray(skipBytes), encoding);
  const delimiter = guessDelimiter(text);
  const header = firstRecord(text, delimiter);
  if (!header || (bytes <= headerBytes && !hasRows(text, delimiter)))
    return refuse('FileHasNoRows', `“${asked.fileName}” has a header but no rows; add at least one contact.`);
  const columns = columnsOf(header);
  const mapping = mappingOf(asked, columns);
  if ('refused' in mapping) return mapping;
  const { dataSetId, campaignId, name, fileName, country } = asked;
  return {
    dataSetId,
    campaignId,
    name,
    fileName,
    bytes,
    columns,
    mapping,
    delimiter,
    encoding,
    defaultCountry: country,
    skipBytes,
  };
}

function mappingOf({ columns: wanted }: UploadAsked, columns: readonly string[]): ColumnMapping | Refusal {
  const guessed = guessMapping(columns);
  for (const name of [wanted.phone, wanted.identifier, wanted.name, wanted.email])
    if (name !== null && !columns.includes(name))
      return refuse('ColumnIsMissing', `The file has no column “${name}”; its columns are ${columns.join(', ')}.`, {
        column: name,
        columns,
      });
  const phone = wanted.phone ?? guessed.phone;
  if (phone === null)
    return refuse(
      'PhoneColumnIsUnclear',
      `None of the columns ${columns.join(', ')} is known to hold phone numbers; name the one that does.`,
      { columns },
    );
  const other = (key: 'identifier' | 'name' | 'email'): string | null =>
    wanted[key] ?? (guessed[key] === phone ? null : guessed[key]);
  return { phone, identifier: other('identifier'), name: other('name'), email: other('email') };
}

function decode(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding === 'latin1' ? 'windows-1252' : 'utf-8').decode(bytes);
}

const relaxed = { relax_column_count: true, relax_quotes: true, skip_empty_lines: true } as const;

function firstRecord(text: string, delimiter: string): readonly string[] | undefined {
  try {
    const found: string[][] = parse(text, { ...relaxed, delimiter, to: 1 });
    return found[0];
  } catch {
    return text.split(/\r?\n/)[0]?.split(delimiter);
  }
}

function hasRows(text: string, delimiter: string): boolean {
  try {
    const found: string[][] = parse(text, { ...relaxed, delimiter, to: 2 });
    return found.length > 1;
  } catch {
    return true;
  }
}
