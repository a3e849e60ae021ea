import type { ColumnMapping } from './events.ts';
import { isCountry, readPhone } from './phone.ts';

type Values = Readonly<Record<string, string>>;
export type RowRead =
  | { readonly ok: true; readonly e164: string; readonly values: Values }
  | { readonly ok: false; readonly code: string; readonly sentence: string; readonly values: Values };

/** Longest row that is taken, in characters; a contact's row is a few hundred. */
export const longestRow = 64_000;

/** A reader of rows as contacts, or why they are none; `damaged` says that something in the row's text may be lost. */
export function rowReader(
  columns: readonly string[],
  { phone }: Pick<ColumnMapping, 'phone'>,
  defaultCountry: string | null,
): (fields: readonly string[], damaged?: boolean) => RowRead {
  const phoneAt = columns.indexOf(phone);
  const country = defaultCountry !== null && isCountry(defaultCountry) ? defaultCountry : null;
  const valuesOf = columns.includes('__proto__') ? entries(columns) : plain(columns);
  return (fields, damaged = false) => {
    const values = valuesOf(fields);
    const wrong = wrongForm(fields, columns) ?? (damaged ? lostText(fields) : null);
    if (wrong) return { ok: false, ...wrong, values };
    const verdict = readPhone(unescaped(fields[phoneAt] ?? ''), country);
    return verdict.ok
      ? { ok: true, e164: verdict.e164, values }
      : { ok: false, code: verdict.code, sentence: verdict.sentence, values };
  };
}

function wrongForm(
  fields: readonly string[],
  columns: readonly string[],
): { readonly code: string; readonly sentence: string } | null {
  if (fields.length === columns.length) return null;
  const [found, wanted] = [fields.length, columns.length];
  return found > wanted
    ? {
        code: 'RowHasTooManyFields',
        sentence: `Fields: ${found} in the row, ${wanted} in the header; look for a stray delimiter or quote.`,
      }
    : {
        code: 'RowHasTooFewFields',
        sentence: `Fields: ${found} in the row, ${wanted} in the header; look for a missing delimiter or quote.`,
      };
}

/** Zero characters, and the sign that stands for a character that could not be read. */
function lostText(fields: readonly string[]): { readonly code: string; readonly sentence: string } | null {
  const field = fields.find((each) => each.includes('\u0000') || each.includes('\ufffd'));
  return field === undefined
    ? null
    : {
        code: 'RowIsDamaged',
        sentence: `“${field.slice(0, 60)}” holds characters that were lost; correct the row, or export the file again as UTF-8.`,
      };
}

function plain(columns: readonly string[]): (fields: readonly string[]) => Values {
  return (fields) => {
    const values: Record<string, string> = {};
    for (let i = 0; i < columns.length; i += 1) values[columns[i] ?? ''] = unescaped(fields[i] ?? '');
    return values;
  };
}

/** A column called like the prototype of every object keeps its value too. */
function entries(columns: readonly string[]): (fields: readonly string[]) => Values {
  return (fields) => Object.fromEntries(columns.map((column, i) => [column, unescaped(fields[i] ?? '')]));
}

/** Characters with which a spreadsheet begins a formula (OWASP: CSV injection), also in their full-width forms. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/;

/** A value that no spreadsheet takes for a formula: an apostrophe stands before it, which `unescaped` takes off again. */
export function escaped(value: string): string {
  return formula.test(value) ? `'${value}` : value;
}

/** The value that was written by `escaped`. */
export function unescaped(value: string): string {
  return value.startsWith("'") && formula.test(value) ? value.slice(1) : value;
}
