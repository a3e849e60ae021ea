import type { EventMeta } from '#server/engine/eventstore/event-store';
import type { Instant } from '#contracts/kernel/event';

/** What stands in a backup, one JSON text a line: a manifest, tables, events, tables, and an end that sums it up. */
export type BackupLine =
  | { readonly manifest: Manifest }
  | { readonly table: string; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly e: BackupEvent }
  | { readonly end: BackupEnd };

export type Manifest = {
  readonly madeAt: Instant;
  /** The store the events come from. */
  readonly store: string;
  /** Steps of the schema that the installation had taken. */
  readonly migrations: readonly string[];
};

/** An event as it is stored, personal data sealed. Its number in the log is its place in the file. */
export type BackupEvent = readonly [
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: unknown,
  meta: EventMeta,
];

export type BackupEnd = {
  readonly events: number;
  readonly until: Instant | null;
  /** The ledger's link of the last event. */
  readonly ledgerHead: string;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
};

export const backupFormat = 'ai-flows backup';

/** Uploads that wait to become events. Kept before the events: one that is known as recorded has its event behind it. */
export const uploadTables = ['uploads.file', 'uploads.part'] as const;
/** Keys, and the secrets that make pseudonyms and sign the ledger. Kept after the events: each has its key by then. */
export const keyTables = ['private.installation', 'private.ledger_key', 'private.subject_key'] as const;

/** The lines of a text that comes in pieces. Only `\n` ends a line: others may stand in the text of an event. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<BackupLine> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as BackupLine;
  }
  if (rest !== '') throw new Error(`The backup ends in the middle of a line of ${rest.length} characters.`);
}
