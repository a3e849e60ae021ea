import type { FlowFacts } from '#contracts/flow/finding';

/** What a flow is edited among: what can be chosen in its steps, and real rows to show texts with. */
export type Around = {
  readonly channels: readonly (FlowFacts['channels'][number] & { readonly name: string; readonly number: string })[];
  readonly templates: readonly (FlowFacts['templates'][number] & {
    readonly body: string;
    readonly language: string;
  })[];
  readonly agents: readonly (FlowFacts['agents'][number] & { readonly name: string; readonly phone: string | null })[];
  /** Columns of the campaign's data sets; null while there is none. */
  readonly columns: readonly string[] | null;
  /** Data sets that are read whole, in the order of their upload. */
  readonly dataSets: readonly { readonly dataSetId: string; readonly name: string; readonly accepted: number }[];
  /** Some rows of the data set, by column, where this person may see them and this device has them. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** The same rows as people who can be reached; `phone` in E.164. */
  readonly people: readonly { readonly phone: string; readonly values: Readonly<Record<string, string>> }[];
  /** What every call begins with; empty: nothing. */
  readonly disclosure: string;
};

export const nothingAround: Around = {
  ...{ channels: [], templates: [], agents: [], columns: null, dataSets: [], rows: [], people: [], disclosure: '' },
};
