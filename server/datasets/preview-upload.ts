import { rowReader } from '#contracts/data-set/read-row';
import type { Instant } from '#contracts/kernel/event';
import type { Refusal } from '#contracts/kernel/command';
import { understandUpload, type ProcessAsked, type ProcessParts, type Understood } from './process-upload.ts';
import { readRecords } from './read-records.ts';
import { phoneIsUnclear, startBytes } from './understand-file.ts';

/** A waiting file as it would be processed, for a person to correct. */
export type Preview = {
  readonly dataSetId: string;
  readonly campaignId: string;
  readonly name: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly mapping: Understood['mapping'];
  readonly defaultCountry: string | null;
  /** What has to be said before it can be processed, or null. */
  readonly missing: { readonly code: string; readonly sentence: string } | null;
  readonly rows: readonly PreviewRow[];
  /** When the file is removed unless it is processed. */
  readonly keptUntil: Instant;
};
export type PreviewRow = {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
  readonly phone: string | null;
  readonly rejected: { readonly code: string; readonly sentence: string } | null;
};

const dayMs = 24 * 60 * 60 * 1_000;

export async function previewUpload(
  parts: ProcessParts,
  dataSetId: string,
  { rows: most, ...asked }: ProcessAsked & { readonly rows: number },
): Promise<Preview | Refusal> {
  const understood = await understandUpload(parts, dataSetId, asked);
  if ('refused' in understood) return understood;
  const { upload, form, mapping, country } = understood;
  const { campaignId, name, fileName, bytes, receivedAt } = upload;
  const { encoding, delimiter, columns } = form;
  const unclear = mapping.phone === null ? phoneIsUnclear(columns) : null;
  return {
    ...{ dataSetId, campaignId, name, fileName, bytes, encoding, delimiter, columns, mapping },
    defaultCountry: country,
    missing: unclear && { code: unclear.refused, sentence: unclear.sentence },
    rows: await firstRows(understood, most),
    keptUntil: new Date(Date.parse(receivedAt) + dayMs).toISOString(),
  };
}

async function firstRows({ upload, start, form, mapping, country }: Understood, most: number): Promise<PreviewRow[]> {
  const { phone } = mapping;
  const readRow = rowReader(form.columns, { phone: phone ?? '' }, country);
  const rows: PreviewRow[] = [];
  const cut = upload.bytes > startBytes;
  for await (const records of readRecords(once(start.subarray(form.skipBytes)), { ...form, hasHeader: true }))
    // The last one may end where what was looked at ends.
    for (const { fields, damaged } of cut ? records.slice(0, -1) : records) {
      if (rows.length === most) return rows;
      const line = rows.length + 1;
      const read = fields && readRow(fields, damaged);
      if (!read) {
        const sentence = `Row ${line} cannot be read; look for a quote that is not closed.`;
        rows.push({ line, values: {}, phone: null, rejected: { code: 'RowCannotBeRead', sentence } });
      } else if (read.ok) rows.push({ line, values: read.values, phone: read.e164, rejected: null });
      else {
        const rejected = phone === null ? null : { code: read.code, sentence: read.sentence };
        rows.push({ line, values: read.values, phone: null, rejected });
      }
    }
  return rows;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}
