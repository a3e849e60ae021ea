/** Characters with which a spreadsheet begins a formula (OWASP: CSV injection), also in their full-width forms. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/;

/** A line of CSV that no spreadsheet takes for a formula: such a field gets an apostrophe, which the import takes off. */
export function csvLine(fields: readonly string[], delimiter = ','): string {
  const quoted = (field: string): string =>
    /["\r\n]|^\s|\s$/.test(field) || field.includes(delimiter) ? `"${field.replaceAll('"', '""')}"` : field;
  const safe = fields.map((field) => quoted(formula.test(field) ? `'${field}` : field));
  return `${safe.join(delimiter)}\r\n`;
}
