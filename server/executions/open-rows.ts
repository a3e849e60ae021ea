/** A row under way. It listens on the channel it wrote through last. */
export type OpenRowRecord = {
  readonly rowId: string;
  readonly executionId: string;
  readonly contactId: string;
  readonly channelId: string | null;
  /** The number on which a call of the contact is awaited. */
  readonly callChannelId: string | null;
  /** Ledger number of its newest message: of two rows that await the same person, the newer one hears. */
  readonly heardFrom: number;
};

/** The rows under way that a batch of events touches: loaded before it, changed in memory, saved after it. */
export type OpenRows = ReturnType<typeof openRows>;

/** What is to be written and what is to go. `awaiting`: rows that were not loaded, with the number a call is awaited on. */
export type OpenRowChanges = ReturnType<OpenRows['changes']>;

export function openRows(stored: readonly OpenRowRecord[]) {
  const byId = new Map(stored.map((row) => [row.rowId, row]));
  const byContact = new Map<string, Set<string>>();
  const begun = new Set<string>();
  const changed = new Set<string>();
  const ended = new Set<string>();
  /** Rows that were not loaded, with the number on which they now await a call. */
  const awaiting = new Map<string, string | null>();
  const index = ({ contactId, rowId }: OpenRowRecord): void => {
    byContact.set(contactId, (byContact.get(contactId) ?? new Set()).add(rowId));
  };
  for (const row of stored) index(row);
  const rowsOf = (contactId: string): readonly OpenRowRecord[] =>
    [...(byContact.get(contactId) ?? [])].flatMap((rowId) => byId.get(rowId) ?? []);

  return {
    begin(row: OpenRowRecord): void {
      byId.set(row.rowId, row);
      begun.add(row.rowId);
      changed.add(row.rowId);
      index(row);
    },
    wrote(rowId: string, channelId: string, heardFrom: number): void {
      const row = byId.get(rowId);
      if (row) byId.set(rowId, { ...row, channelId, heardFrom });
      changed.add(rowId);
    },
    /** Where the row rests now, a call is awaited on this channel, or none. */
    awaitsCall(rowId: string, callChannelId: string | null): void {
      const row = byId.get(rowId);
      if (!row) awaiting.set(rowId, callChannelId);
      if (!row || row.callChannelId === callChannelId) return;
      byId.set(rowId, { ...row, callChannelId });
      changed.add(rowId);
    },
    end(rowId: string): void {
      byId.delete(rowId);
      changed.delete(rowId);
      ended.add(rowId);
    },
    hasBegun: (rowId: string): boolean => begun.has(rowId),
    hasEnded: (rowId: string): boolean => ended.has(rowId),
    of: (contactId: string): readonly OpenRowRecord[] => rowsOf(contactId),
    listening(contactId: string, channelId: string): OpenRowRecord | undefined {
      return rowsOf(contactId)
        .filter((row) => row.channelId === channelId)
        .toSorted((left, right) => right.heardFrom - left.heardFrom)[0];
    },
    awaitingCall(contactId: string, channelId: string): OpenRowRecord | undefined {
      return rowsOf(contactId)
        .filter((row) => row.callChannelId === channelId)
        .toSorted((left, right) => right.heardFrom - left.heardFrom)[0];
    },
    /** What is to be written and what is to go. */
    changes: () => ({
      saved: [...changed].flatMap((rowId) => byId.get(rowId) ?? []),
      removed: [...ended].filter((rowId) => !begun.has(rowId)),
      awaiting: [...awaiting].filter(([rowId]) => !ended.has(rowId)),
    }),
  };
}
