type View = {
  readonly name: string;
  /** What a row of it is, in one sentence. */
  readonly about: string;
  /** Every column with its SQL and what it says. */
  readonly columns: Readonly<Record<string, readonly [sql: string, about: string]>>;
  /** Everything behind the columns, from `from` on. */
  readonly from: string;
};

/** The SQL of a view for analysts: no view and no column goes without an explanation. */
export function view({ name, about, columns, from }: View): string {
  const entries = Object.entries(columns);
  return [
    `create view reporting.${name} as select`,
    entries.map(([column, [sql]]) => `  ${sql} as ${column}`).join(',\n'),
    `${from};`,
    `comment on view reporting.${name} is ${literal(about)};`,
    ...entries.map(([column, [, says]]) => `comment on column reporting.${name}.${column} is ${literal(says)};`),
    '',
  ].join('\n');
}

/** Columns that say what their source says, under the same name. */
export function same(
  source: string,
  columns: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly [sql: string, about: string]>> {
  return Object.fromEntries(Object.entries(columns).map(([name, about]) => [name, [`${source}.${name}`, about]]));
}

/** A share of a whole to four places; null where there is no whole. */
export function share(part: string, whole: string): string {
  return `round((${part})::numeric / nullif(${whole}, 0), 4)::float8`;
}

/** What the columns are that stand in many views. */
export const ids = {
  execution_id: 'The run.',
  campaign_id: 'The campaign.',
  contact_id: 'Pseudonym of the person: the same in every run.',
  row_id: 'The contact in this run.',
  channel_id: 'The channel.',
  step: 'The step of the flow.',
  attempt_id: 'The attempt; no two have the same.',
  position: 'Ordinal of the last event it reflects.',
} as const;

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
