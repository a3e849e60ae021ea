import type { Event, Position, Provenance, Recorded } from '#contracts/kernel/event';
import type { Appended, ExpectedRevision, SubscribeOptions } from '#server/engine/eventstore/event-store';
import type { LentKeys } from './key-ring.ts';

/**
 * The event store as the domain sees it: events go in and come out in the open; on the way their personal fields are
 * sealed under their subject's key and old shapes are upcast (an upcaster therefore never looks at personal fields). Event ids are derived from the command id, so a retried
 * append carries the same ids.
 */
export type Log = {
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly Event[],
    provenance: Provenance,
  ): Promise<Appended>;
  /** Keys for who seals a long list in a thread of their own (`sealing.ts`), durable before this resolves. */
  lendKeys(subjects: readonly string[]): Promise<LentKeys>;
  /** Appends an event that was sealed there; `json` is its data, as `JSON.stringify` writes it. */
  appendSealed(
    stream: string,
    expected: ExpectedRevision,
    event: { readonly type: string; readonly json: string },
    provenance: Provenance,
  ): Promise<Appended>;
  /** A whole stream in order, or from a revision on. */
  read(stream: string, from?: number): Promise<readonly Recorded[]>;
  readMany(streams: readonly string[]): Promise<ReadonlyMap<string, readonly Recorded[]>>;
  /** Whole streams as they are stored, personal data sealed: for what needs none of it. */
  readSealed(streams: readonly string[]): Promise<ReadonlyMap<string, readonly Recorded[]>>;
  /**
   * Followers see events as they are stored, in their present shape but sealed: what they write can hold no personal
   * data, and nothing is decrypted for them.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<readonly Recorded[]>;
  /** Negative: `left` stands before `right`. */
  compare(left: Position, right: Position): number;
  head(): Promise<Position | null>;
  identity(): Promise<string>;
};
