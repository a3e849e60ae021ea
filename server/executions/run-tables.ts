import type { Instant } from '#contracts/kernel/event';
import type { Dispatch, DispatchKey, Leased } from './dispatch.ts';
import type { OpenRowChanges, OpenRowRecord } from './open-rows.ts';
import type { Asking, Pace } from './pace.ts';
import type { RunRecord, Upheaval } from './run-record.ts';

/** Whoever stands here contacts this person through this channel, and nobody else does. */
export type Guard = {
  readonly channelId: string;
  readonly contactId: string;
  readonly attemptId: string;
  readonly rowId: string;
  readonly executionId: string;
  /** message: open until the carrier took it; call and transfer: until they are over. */
  readonly kind: 'message' | 'call' | 'transfer';
};

/** What is to be done to the world, as the runner sees it. Everything in it follows from the log. */
export type RunTables = {
  /**
   * Takes what is due, oldest first, under a lease. Other runners pass over what is taken; a lease that ran out (its
   * runner died) is taken again.
   */
  claim(asked: { readonly now: Instant; readonly leaseUntil: Instant; readonly most: number }): Promise<Leased[]>;
  remove(done: readonly DispatchKey[]): Promise<void>;
  /** Puts dispatches back, each until its own instant. */
  postpone(postponed: readonly (DispatchKey & { readonly until: Instant })[]): Promise<void>;
  /** Takes the guards that nobody else has; returns the attempts that may be made. */
  guard(guards: readonly Guard[], since: Instant): Promise<ReadonlySet<string>>;
  /** Guards taken before then, 500 at most. */
  oldGuards(before: Instant): Promise<readonly Pick<Guard, 'attemptId' | 'rowId' | 'channelId'>[]>;
  /** Gives guards back that are still those taken before then: one that was taken anew meanwhile is needed. */
  giveBack(attemptIds: readonly string[], before: Instant): Promise<void>;
  /** Attempts of a run without an end, and inputs that a runner holds at this moment. */
  inFlight(executionId: string, now: Instant): Promise<number>;
  openRows(executionId: string): Promise<number>;
  endedRows(executionId: string): Promise<number>;
  askPace(now: Instant, asking: readonly Asking[]): Promise<readonly Pace[]>;
};

/** The same as the dispatcher sees it, for one batch of events, which is saved whole or not at all. */
export type DispatchBatch = {
  /** Rows under way of these contacts, and these rows. */
  openRows(contactIds: readonly string[], rowIds: readonly string[]): Promise<readonly OpenRowRecord[]>;
  runs(executionIds: readonly string[]): Promise<Map<string, RunRecord>>;
  /** In this order: what is gone goes, runs turn over what waits, and what is new comes last. */
  save(changes: DispatchChanges): Promise<void>;
};

export type DispatchChanges = {
  readonly removed: readonly DispatchKey[];
  /** Rows whose time-outs no longer hold. */
  readonly movedRows: readonly string[];
  readonly rows: OpenRowChanges;
  readonly runs: readonly RunRecord[];
  readonly upheavals: readonly Upheaval[];
  readonly put: readonly (Dispatch & { readonly held: boolean })[];
  readonly settledAttempts: readonly string[];
  /** Attempts that their carrier took. */
  readonly takenMessages: readonly string[];
};
