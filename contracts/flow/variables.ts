/** `{{column}}`, or `{{column|what to say without it}}`. Column names hold anything but braces and bars. */
const placeholder = /\{\{\s*([^{}|]+?)\s*(?:\|([^{}]*))?\}\}/g;

export type Rendered =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly missing: readonly string[] };

/** The columns a text refers to, each once, in order of appearance. */
export function variablesOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(placeholder)].map((found) => found[1] ?? ''))];
}

/**
 * The text with the row's values in it. A missing or empty value without a default makes it fail, so that nobody ever
 * reads a raw placeholder.
 *
 * @example render('Hello {{name|there}}', {}) // { ok: true, text: 'Hello there' }
 */
export function render(text: string, values: Readonly<Record<string, string>>): Rendered {
  const missing: string[] = [];
  const filled = text.replace(placeholder, (_whole, column: string, otherwise: string | undefined) => {
    const value = (Object.hasOwn(values, column) ? values[column] : undefined)?.trim();
    if (value) return value;
    if (otherwise === undefined) missing.push(column);
    return otherwise?.trim() ?? '';
  });
  return missing.length > 0 ? { ok: false, missing } : { ok: true, text: filled };
}
