/** Characters with which a spreadsheet begins a formula (OWASP: CSV injection). */
const formula = /^[=+\-@\t\r]/;

/** A line of CSV that no spreadsheet takes for a formula: such a field gets an apostrophe, which the import takes off. */
export function csvLine(fields: readonly string[]): string {
  const safe = fields.map((field) => (formula.test(field) ? `'${field}` : field));
  return `${safe.map((field) => (/[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\r\n`;
}
