/**
 * The grammar of what happened. An event is a fact: its type is a noun and a past participle and never changes.
 */
export type Event<Type extends string = string, Data = unknown> = { readonly type: Type; readonly data: Data };

/** An instant as ISO 8601 text in UTC with milliseconds, e.g. `2026-11-24T12:00:00.000Z`. */
export type Instant = string;

/**
 * Where an event stands in the whole log: opaque text, compared only by the store that issued it.
 */
export type Position = string;

/**
 * A field that holds a person's data. It is encrypted in the log under that person's key and reads as `null` once
 * the key was thrown away.
 */
export type Personal<T> = T | null;

/** Who asked, when, and on account of what: the same for every event of one command. */
export type Provenance = {
  /** The command that caused the event; the same command twice is written once. */
  readonly commandId: string;
  /** Everything that follows from one request of a person carries the same correlation. */
  readonly correlationId: string;
  /** The event or input that led to the command, where there is one. */
  readonly causationId?: string;
  /** `person-<id>` or `system:<part>`. */
  readonly by: string;
  /** The command's time, not the time of writing. */
  readonly at: Instant;
};

/** An event as it stands in the log, opened (personal data readable, unless forgotten). */
export type Recorded<E extends Event = Event> = Provenance & {
  readonly event: E;
  readonly id: string;
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
};

/** A recorded event with its ledger number: its ordinal in the whole log, from 1, the same on every store. */
export type Numbered<E extends Event = Event> = Recorded<E> & { readonly number: number };
