/** Something validation says about a flow. What blocks must be put right before publishing; what warns may stand. */
export type Finding = {
  readonly severity: 'blocks' | 'warns';
  readonly code: string;
  readonly step?: string;
  readonly field?: string;
  readonly port?: string;
  /** The value found, the value wanted and the way out. */
  readonly sentence: string;
};

/** What a flow is checked against. */
export type FlowFacts = {
  readonly channels: readonly {
    readonly channelId: string;
    readonly kind: 'whatsapp' | 'voice';
    /** Whether calls to this number belong to the campaign; only numbers for voice have such an owner. */
    readonly answers: boolean;
  }[];
  readonly agents: readonly { readonly agentId: string }[];
  readonly templates: readonly {
    readonly templateId: string;
    readonly name: string;
    readonly approval: string;
    readonly variables: readonly string[];
  }[];
  /** Columns of the campaign's data sets, or null while there is none to check against. */
  readonly columns: readonly string[] | null;
};
