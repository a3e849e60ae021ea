import type { CountryCode } from 'libphonenumber-js/min';
import type { ColumnMapping } from './events.ts';
import { readPhone } from './phone.ts';

export type RowRead =
  | { readonly ok: true; readonly e164: string; readonly values: Readonly<Record<string, string>> }
  | {
      readonly ok: false;
      readonly code: string;
      readonly sentence: string;
      readonly values: Readonly<Record<string, string>>;
    };

/** Longest row that is taken, in characters; a contact's row is a few hundred. */
export const longestRow = 64_000;

/** One row of the file as a contact, or why it is none. */
export function readRow(
  fields: readonly string[],
  columns: readonly string[],
  { phone }: ColumnMapping,
  defaultCountry: CountryCode | null,
): RowRead {
  // Made from entries, so that a column called like something every object has keeps its value too.
  const values: Readonly<Record<string, string>> = Object.fromEntries(
    columns.map((column, i) => [column, fields[i] ?? '']),
  );
  const no = (code: string, sentence: string): RowRead => ({ ok: false, code, sentence, values });
  if (fields.length > columns.length)
    return no(
      'RowHasTooManyFields',
      `The row has ${fields.length} fields, the header ${columns.length}; look for a stray delimiter or quote.`,
    );
  if (fields.length < columns.length)
    return no(
      'RowHasTooFewFields',
      `The row has ${fields.length} fields, the header ${columns.length}; look for a missing delimiter or quote.`,
    );
  const verdict = readPhone((Object.hasOwn(values, phone) ? values[phone] : undefined) ?? '', defaultCountry);
  return verdict.ok ? { ok: true, e164: verdict.e164, values } : no(verdict.code, verdict.sentence);
}
