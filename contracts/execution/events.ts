import type { Event, Instant } from '#contracts/kernel/event';
import type { ExecutionSettings } from './settings.ts';

/** A run exists and its rows are queued. No row was admitted yet. */
export type ExecutionStarted = Event<
  'ExecutionStarted',
  {
    readonly executionId: string;
    readonly campaignId: string;
    readonly flowId: string;
    /** The published version this run is pinned to. */
    readonly flowVersion: number;
    readonly dataSetId: string;
    /** Rows to process: the data set's accepted rows, numbered from 0. */
    readonly rows: number;
    readonly channelIds: readonly string[];
    readonly settings: ExecutionSettings;
    readonly startsAt: Instant | null;
    readonly endsAt: Instant | null;
    /** Said first in every call; empty: nothing. */
    readonly disclosure: string;
    /** The run whose failed rows this one tries again; which they are stands in `executionRows-<executionId>_<part>`. */
    readonly retryOf: string | null;
  }
>;
/**
 * Rows that a run tries again, at most 5000 in a part, in a stream of their own, in their order. Written before the run
 * begins.
 */
export type ExecutionRowsListed = Event<
  'ExecutionRowsListed',
  {
    readonly executionId: string;
    /** From 0. */
    readonly part: number;
    /** Chunk of the data set and offset among its accepted rows, for each row. */
    readonly rows: readonly (readonly [chunk: number, offset: number])[];
  }
>;
/** These rows may now be processed. None of them has been contacted yet. */
export type BatchAdmitted = Event<
  'BatchAdmitted',
  {
    readonly executionId: string;
    /** From 0. */
    readonly batch: number;
    /** Row numbers `firstRow` to `firstRow + rows - 1`. */
    readonly firstRow: number;
    readonly rows: number;
    /** Which parts of which data-set chunks (or, of a retry, of which listed parts) these rows are, in order. */
    readonly slices: readonly ChunkSlice[];
  }
>;
/** `count` rows of a data-set chunk, from its `offset`-th accepted row (from 0). */
export type ChunkSlice = { readonly chunk: number; readonly offset: number; readonly count: number };

/** Why a run pauses. */
export type PauseCause =
  | 'operator'
  | 'campaignEnded'
  | 'carrierUnavailable'
  /** More attempts failed than the run's settings allow. */
  | 'failureRate'
  /** The carrier refuses what a person has to put right: a sender, a template, an account. */
  | 'configuration'
  /** The installation came out of a backup: what happened after it was made has to be looked at first. */
  | 'restored';

/** No new contact is begun; attempts in flight are still being answered. */
export type ExecutionPauseAsked = Event<
  'ExecutionPauseAsked',
  { readonly executionId: string; readonly cause: PauseCause; readonly sentence: string }
>;
/** Nothing is in flight any more. */
export type ExecutionPaused = Event<
  'ExecutionPaused',
  { readonly executionId: string; readonly cause: PauseCause; readonly sentence: string }
>;
/** Rows are processed again. */
export type ExecutionResumed = Event<'ExecutionResumed', { readonly executionId: string }>;
/** The run is to end: open rows are ended, rows not yet admitted stay queued. */
export type ExecutionStopAsked = Event<'ExecutionStopAsked', { readonly executionId: string }>;
/** Nothing is in flight or open any more. */
export type ExecutionStopped = Event<
  'ExecutionStopped',
  { readonly executionId: string; readonly ended: number; readonly leftQueued: number }
>;
/** A person found out whether an attempt in doubt went out. Its row has not moved yet. */
export type DoubtResolved = Event<
  'DoubtResolved',
  {
    readonly executionId: string;
    readonly rowId: string;
    readonly attemptId: string;
    readonly wentOut: boolean;
  }
>;
/** Every row reached a final state. */
export type ExecutionCompleted = Event<'ExecutionCompleted', { readonly executionId: string; readonly ended: number }>;

export type ExecutionEvent =
  | ExecutionStarted
  | BatchAdmitted
  | ExecutionPauseAsked
  | ExecutionPaused
  | ExecutionResumed
  | ExecutionStopAsked
  | ExecutionStopped
  | DoubtResolved
  | ExecutionCompleted;
