import type { Instant, Position } from '#contracts/kernel/event';

/** What is written beside an event's data; never personal data. */
export type EventMeta = {
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly by: string;
  readonly at: Instant;
  /** Shape version of the data, from 1; older shapes are upcast on reading. */
  readonly schema: number;
};

/** An event on its way into the store: JSON data, personal fields already sealed; `json` is the same as text, where it is there already. */
export type NewEvent = {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly json?: string;
  readonly meta: EventMeta;
};

/** An event as the store gives it back. The same event is the same object while it stays in the store's memory. */
export type StoredEvent = Omit<NewEvent, 'json'> & {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
};

/** The stream must not exist yet, or its last event must have exactly this revision. */
export type ExpectedRevision = 'no-stream' | number;

/**
 * Where an append ended, and its events as they now stand in the log: the very objects the store will give to its
 * subscribers. Empty where a store learns of its own events only from the server.
 */
export type Appended = {
  readonly revision: number;
  readonly position: Position;
  readonly stored: readonly StoredEvent[];
};

/** From where a subscription starts and how it flows. */
export type SubscribeOptions = {
  /** The last position already handled; null: from the beginning. */
  readonly after: Position | null;
  /** Most events in one batch. */
  readonly batch: number;
  /** Ends the subscription; the iteration then finishes without an error. */
  readonly signal: AbortSignal;
};

/**
 * The log's port. Two stores stand behind it and pass one contract suite.
 *
 * - An append is all or nothing, at an exact expected revision.
 * - The order of all events is total and the same for every reader; a reader never misses one that commits late.
 * - Positions are opaque text.
 * - Nothing acknowledged is lost.
 *
 * Faults are the classes of `store-faults.ts`.
 */
export type EventStore = {
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;
  /** A whole stream in order, or from a revision on; a missing stream is empty. */
  read(stream: string, from?: number): Promise<readonly StoredEvent[]>;
  /** Whole streams at once; a missing stream is absent from the map. */
  readMany(streams: readonly string[]): Promise<ReadonlyMap<string, readonly StoredEvent[]>>;
  /** Catches up, then follows live; yields non-empty batches; the next is fetched when the last was taken. */
  subscribe(options: SubscribeOptions): AsyncIterable<readonly StoredEvent[]>;
  /** Negative: `left` stands before `right` in the log; 0: the same event. Nobody else looks into a position. */
  compare(left: Position, right: Position): number;
  /** Position of the newest event, or null when there is none. */
  head(): Promise<Position | null>;
  /** Names this very store: kept beside checkpoints so that a foreign or restored log is noticed. */
  identity(): Promise<string>;
  close(): Promise<void>;
};
