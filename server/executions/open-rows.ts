import { sql, type Transaction } from 'kysely';

/** A row under way. It listens on the channel it wrote through last. */
export type OpenRowRecord = {
  readonly rowId: string;
  readonly executionId: string;
  readonly contactId: string;
  readonly channelId: string | null;
  /** Ledger number of its newest message: of two rows that await the same person, the newer one hears. */
  readonly heardFrom: number;
};

/** The rows under way that a batch of events touches: loaded before it, changed in memory, saved after it. */
export type OpenRows = ReturnType<typeof openRows>;

export async function loadOpenRows(
  tx: Transaction<unknown>,
  contacts: readonly string[],
  rowIds: readonly string[],
): Promise<OpenRows> {
  if (contacts.length + rowIds.length === 0) return openRows([]);
  const { rows } = await sql<{
    row_id: string;
    execution_id: string;
    contact_id: string;
    channel_id: string | null;
    heard_from: number;
  }>`
    select * from run.open_row where contact_id = any(${contacts}) or row_id = any(${rowIds})`.execute(tx);
  return openRows(
    rows.map((row) => ({
      rowId: row.row_id,
      executionId: row.execution_id,
      contactId: row.contact_id,
      channelId: row.channel_id,
      heardFrom: row.heard_from,
    })),
  );
}

function openRows(stored: readonly OpenRowRecord[]) {
  const byId = new Map(stored.map((row) => [row.rowId, row]));
  const byContact = new Map<string, Set<string>>();
  const begun = new Set<string>();
  const changed = new Set<string>();
  const ended = new Set<string>();
  const index = ({ contactId, rowId }: OpenRowRecord): void => {
    byContact.set(contactId, (byContact.get(contactId) ?? new Set()).add(rowId));
  };
  for (const row of stored) index(row);

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
    end(rowId: string): void {
      byId.delete(rowId);
      changed.delete(rowId);
      ended.add(rowId);
    },
    hasBegun: (rowId: string): boolean => begun.has(rowId),
    hasEnded: (rowId: string): boolean => ended.has(rowId),
    listening(contactId: string, channelId: string): OpenRowRecord | undefined {
      const rows = [...(byContact.get(contactId) ?? [])].flatMap((rowId) => byId.get(rowId) ?? []);
      return rows
        .filter((row) => row.channelId === channelId)
        .toSorted((left, right) => right.heardFrom - left.heardFrom)[0];
    },
    /** What is to be written and what is to go. */
    changes: () => ({
      saved: [...changed].flatMap((rowId) => byId.get(rowId) ?? []),
      removed: [...ended].filter((rowId) => !begun.has(rowId)),
    }),
  };
}

export async function saveOpenRows(tx: Transaction<unknown>, rows: OpenRows): Promise<void> {
  const { saved, removed } = rows.changes();
  if (removed.length > 0) await sql`delete from run.open_row where row_id = any(${removed})`.execute(tx);
  if (saved.length === 0) return;
  await sql`insert into run.open_row(row_id, execution_id, contact_id, channel_id, heard_from)
    select "rowId", "executionId", "contactId", "channelId", "heardFrom"
    from json_to_recordset(${JSON.stringify(saved)}::json) as r("rowId" text, "executionId" uuid, "contactId" text, "channelId" uuid, "heardFrom" bigint)
    on conflict (row_id) do update set channel_id = excluded.channel_id, heard_from = excluded.heard_from`.execute(tx);
}
