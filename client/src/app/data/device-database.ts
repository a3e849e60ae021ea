import { Dexie, type EntityTable, type Table } from 'dexie';
import type { Present } from '#contracts/wire/sockets';
import type { ReceivedOp } from '#contracts/flow/operation';
import type { FlowState } from '#contracts/flow/state';
import type { UndoStep } from '#contracts/flow/undo';
import type { SyncState } from './sync-state.ts';

/** What the server said no with; devices of earlier versions kept its sentence alone. */
export type Refused = string | { readonly code: string; readonly detail: string; readonly details?: unknown };

/** One flow on this device: who this device is for it, and how far it has come. */
export type FlowRow = {
  readonly flowId: string;
  /** The name it had when it was opened; the flow's own `name`, where it has one, goes before it. */
  readonly name: string;
  readonly replica: string;
  /** The number of the next edit. */
  readonly next: number;
  /** Revision of the confirmed snapshot; -1 before the first event. */
  readonly rev: number;
  /** Counts every change of the snapshot, so that a tab knows whether what it has in memory is still the stored one. */
  readonly stamp: number;
  /** Whether the server was asked for this flow at least once; before that an empty flow means nothing. */
  readonly fetched: boolean;
  /** When it was opened last (milliseconds); flows opened long ago are not kept fresh. */
  readonly openedAt: number;
  /** Kept for good, with its campaign. */
  readonly kept: boolean;
  /** The server does not take this person's edits of this flow, or the flow itself is closed to them: what it said. */
  readonly refused: Refused | null;
  /** Open conflicts that are about edits of this person. */
  readonly undecided: number;
};

/** What the server has confirmed of a flow. Structured clone keeps maps and sets as they are. */
export type SnapshotRow = { readonly flowId: string; readonly confirmed: FlowState };

/** An edit that will not reach the server by itself any more; kept until a person has exported or removed it. */
export type QuarantineRow = {
  readonly opId: string;
  readonly flowId: string;
  readonly op: ReceivedOp;
  /** `lost`: it was on the server, which was restored to a day before it. */
  readonly why: 'not-understood' | 'forbidden' | 'refused' | 'lost';
  readonly since: number;
};

/** What takes one piece of one's own work back (undo), or makes it again (redo). */
export type UndoRow = {
  readonly n: number;
  readonly flowId: string;
  readonly stack: 'undo' | 'redo';
  readonly steps: readonly UndoStep[];
};

/** An edit of somebody else that came while this device was away, or one of one's own that no longer mattered. */
export type MergedRow = {
  readonly flowId: string;
  readonly rev: number;
  readonly op: ReceivedOp;
  readonly actor: string;
  readonly time: string;
  /** theirs: their edit is in the flow now · ignored: my edit changed nothing any more. */
  readonly kind: 'theirs' | 'ignored';
  readonly undo: readonly UndoStep[];
};

/** An answer of the server that is kept for reading without a network. */
export type AnswerRow = {
  readonly path: string;
  readonly body: unknown;
  readonly at: number;
  /** Campaigns for which it is kept for good; the others go when the room is needed. */
  readonly keptFor: readonly string[];
};

/** A campaign that a person wants whole on this device. */
export type KeptCampaignRow = {
  readonly campaignId: string;
  readonly name: string;
  /** Null until the campaign itself has come. */
  readonly flowId: string | null;
  /** When everything of it was here last (milliseconds); null: something is missing. */
  readonly since: number | null;
  /** Why the last fetch did not bring everything; null: it did. `full`: this device has no room for it. */
  readonly wrong: 'unreachable' | 'problem' | 'full' | 'interrupted' | null;
  /** When it was last asked for anew, by a person or by itself; earlier versions did not note it. */
  readonly tried?: number;
};

/** What the tab that holds the connection tells the others. */
export type TellingRow =
  | { readonly key: 'sync'; readonly state: SyncState }
  /** Written whenever a tab opens or closes a flow; which are open is told by their locks. */
  | { readonly key: 'opened'; readonly at: number }
  | { readonly key: `presence ${string}`; readonly present: readonly Present[] };

/**
 * Everything one person has on one device. Their id is in its name: two people on one device never see each other's
 * edits, and none is pushed under another name. Transactions wait for the disk (`strict`), so that an edit that is said
 * to be saved survives a power cut.
 */
export class DeviceDatabase extends Dexie {
  declare readonly flows: EntityTable<FlowRow, 'flowId'>;
  declare readonly snapshots: EntityTable<SnapshotRow, 'flowId'>;
  declare readonly outbox: Table<ReceivedOp, [string, number]>;
  declare readonly quarantine: EntityTable<QuarantineRow, 'opId'>;
  declare readonly undo: Table<UndoRow, number, Omit<UndoRow, 'n'>>;
  declare readonly merged: Table<MergedRow, [string, number]>;
  declare readonly answers: EntityTable<AnswerRow, 'path'>;
  declare readonly keptCampaigns: EntityTable<KeptCampaignRow, 'campaignId'>;
  declare readonly telling: Table<TellingRow, string>;
  declare readonly personId: string;

  constructor(personId: string) {
    super(databaseName(personId), { chromeTransactionDurability: 'strict' });
    Object.defineProperty(this, 'personId', { value: personId });
    this.version(1).stores({
      flows: 'flowId',
      snapshots: 'flowId',
      outbox: '[flowId+seq]',
      quarantine: 'opId, flowId',
      undo: '++n, [flowId+stack]',
      merged: '[flowId+rev]',
      answers: 'path, *keptFor',
      telling: 'key',
    });
    this.version(2).stores({ keptCampaigns: 'campaignId, name' });
  }
}

export function databaseName(personId: string): string {
  return `ai-flows-${personId}`;
}
