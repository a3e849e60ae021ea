import type { RowFilter } from '#contracts/wire/row-filter';

/** A place in a table: what stands there, and which rows are behind it. */
export type Cell = { readonly text: string; readonly rows?: Partial<RowFilter>; readonly run?: string };

export const cell = (text: string, rows?: Partial<RowFilter>): Cell => (rows ? { text, rows } : { text });

export type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

/** Numbers to be drawn, by their names; every series has one value a name. */
export type Drawn = {
  readonly kind: 'bars' | 'lines';
  readonly names: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[]; readonly tone: Tone }[];
};
export type Tone = 'good' | 'soft' | 'bad' | 'warn' | 'quiet';

/** A part of a report: its figures, a drawing of them, and the same as tables. */
export type Section = {
  readonly key: string;
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly drawn: Drawn | null;
  readonly tables: readonly Table[];
  /** Name of the table at the server, to be taken out as a file. */
  readonly file: string | null;
};

/** What turns facts into what is shown. */
export type Show = {
  readonly t: (key: string, values?: Readonly<Record<string, string>>) => string;
  readonly n: (value: number | null) => string;
  readonly share: (value: number | null) => string;
  readonly seconds: (value: number | null) => string;
  readonly moment: (instant: string) => string;
  readonly reason: (reason: string | null) => string;
  readonly outcome: (outcome: string) => string;
  readonly verdict: (verdict: string) => string;
  readonly step: (id: string) => string;
};
