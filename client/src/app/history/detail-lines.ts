import type { Happening } from '#client/data/history';

/** A fact of an event: what it is about, and what it says of it. */
export type DetailLine = { readonly label: string; readonly value: string };

type Said = {
  /** How a field is called; a field of a newer server by its own name. */
  readonly label: (field: string) => string;
  /** What a value means where it is a word of the product, else as it stands; ids by the name of what they name. */
  readonly value: (value: string, field: string) => string;
  readonly number: (value: number, field: string) => string;
};

/** What only programs need: where an edit came from, and what its author's screen looked like. */
export const unsaid: ReadonlySet<string> = new Set(['v', 'seq', 'replica', 'opId', 'seen', 'actor', 'slices', 'fixAt']);

/** What an event says, one line for each fact, in the reader's words. What it happened to is said already. */
export function detailLines({ data, id }: Pick<Happening, 'data' | 'id'>, said: Said): readonly DetailLine[] {
  const lines = (fields: object, before: string, depth: number): readonly DetailLine[] =>
    factsIn(fields, id).flatMap(([field, value]) => {
      const label = before === '' ? said.label(field) : `${before} · ${said.label(field)}`;
      return depth < 2 && isTable(value) ? lines(value, label, depth + 1) : [{ label, value: text(value, field) }];
    });
  const text = (value: unknown, field: string): string => {
    if (value === null || value === undefined || value === '') return '–';
    if (Array.isArray(value)) return value.map((each) => text(each, field)).join('; ') || '–';
    if (typeof value === 'number') return said.number(value, field);
    if (typeof value === 'string' || typeof value === 'boolean') return said.value(String(value), field);
    const facts = factsIn(value, id).filter(([, each]) => each !== '');
    return facts.map(([name, each]) => `${said.label(name)}: ${text(each, name)}`).join(', ') || '–';
  };
  return lines(data, '', 0);
}

function factsIn(fields: object, id: string): readonly (readonly [string, unknown])[] {
  return Object.entries(fields).filter(([field, value]) => !unsaid.has(field) && value !== id);
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
