import type { Event, Personal } from '#contracts/kernel/event';

/** Which column holds what. `phone` is required, the others are optional. */
export type ColumnMapping = {
  readonly phone: string;
  readonly identifier: string | null;
  readonly name: string | null;
  readonly email: string | null;
};

/** As the file came; `latin1` stands for Windows-1252, which holds it. UTF-16 is kept as UTF-8 from then on. */
export type Encoding = 'utf-8' | 'latin1' | 'utf-16';
export type Delimiter = ',' | ';' | '\t' | '|';

/** A file was received whole and its form understood. No row has been looked at yet. */
export type DataSetUploaded = Event<
  'DataSetUploaded',
  {
    readonly dataSetId: string;
    readonly campaignId: string;
    readonly name: string;
    readonly fileName: string;
    readonly bytes: number;
    readonly columns: readonly string[];
    readonly mapping: ColumnMapping;
    readonly delimiter: Delimiter;
    readonly encoding: Encoding;
    /** ISO 3166 alpha-2 country of numbers written without a country code, or null. */
    readonly defaultCountry: string | null;
  }
>;
/** Every row of the file is accepted, rejected or a duplicate; the three add up to `rows`. */
export type DataSetReady = Event<
  'DataSetReady',
  {
    readonly dataSetId: string;
    readonly rows: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly duplicates: number;
    readonly chunks: number;
    readonly rejectedByCode: Readonly<Record<string, number>>;
  }
>;
/** The file could not be processed; nothing of it can be used. */
export type DataSetFailed = Event<
  'DataSetFailed',
  { readonly dataSetId: string; readonly code: string; readonly sentence: string }
>;

/**
 * A part of the file, at most 500 rows and 512 kB, in a stream of its own: `dataSetChunk-<dataSetId>_<chunk>`.
 * `firstRow` is the number of its first accepted row in the data set, from 0; `line` counts the file's data rows from 1,
 * without its header and empty lines.
 */
export type DataSetRowsImported = Event<
  'DataSetRowsImported',
  {
    readonly dataSetId: string;
    readonly chunk: number;
    readonly firstRow: number;
    /** Where the next chunk begins in the file, in bytes. */
    readonly nextByte: number;
    readonly accepted: readonly AcceptedRow[];
    readonly rejected: readonly RejectedRow[];
    readonly duplicates: readonly DuplicateRow[];
  }
>;
export type AcceptedRow = {
  readonly line: number;
  readonly contactId: string;
  readonly phone: Personal<string>;
  readonly values: Personal<Readonly<Record<string, string>>>;
};
export type RejectedRow = {
  readonly line: number;
  readonly code: string;
  /** Sealed under the data set's key, since a rejected row has no contact. */
  readonly subject: string;
  readonly sentence: Personal<string>;
  readonly values: Personal<Readonly<Record<string, string>>>;
};
export type DuplicateRow = {
  readonly line: number;
  readonly contactId: string;
  readonly values: Personal<Readonly<Record<string, string>>>;
};

export type DataSetEvent = DataSetUploaded | DataSetReady | DataSetFailed;
export type DataSetChunkEvent = DataSetRowsImported;
