import type { Json } from '#contracts/flow/document';

const longest = 160;

const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A setting as it is written down; nothing is a dash, and what is named by an id is called by its name. */
export function written(
  value: Json | null | undefined,
  called: ReadonlyMap<string, string>,
  label: (field: string) => string,
): string {
  if (value === null || value === undefined || value === '') return '–';
  const text = plain(value, label).replace(ids, (id) => called.get(id) ?? '…');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** A list or a table of values without the marks of a program. */
function plain(value: Json, label: (field: string) => string): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map((each) => plain(each, label)).join('; ');
  // What a person never gave a name to, as the id of a branch, is nothing to read.
  return Object.entries(value)
    .filter(([name]) => name !== 'id')
    .map(([name, each]) => `${label(name)}: ${plain(each, label)}`)
    .join(', ');
}
