import type { ExpectedRevision } from './event-store.ts';

/** Another writer was faster, or the caller's knowledge is stale: read again and decide again. */
export class WrongExpectedRevision extends Error {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** -1: the stream does not exist. */
  readonly actual: number;
  constructor(stream: string, expected: ExpectedRevision, actual: number) {
    super(`Appending to ${stream}: expected revision ${expected}, found ${actual}; read the stream and decide again.`);
    this.name = 'WrongExpectedRevision';
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The stream was deleted in the store and takes no more events. */
export class StreamDeleted extends Error {
  constructor(stream: string, options?: ErrorOptions) {
    super(`${stream} was deleted in the event store and can be neither read nor written.`, options);
    this.name = 'StreamDeleted';
  }
}

/** The store cannot be reached, or does not answer a question; nothing was written. */
export class StoreUnavailable extends Error {
  constructor(doing: string, options?: ErrorOptions) {
    super(`${doing}: the event store cannot be reached; try again when it is back.`, options);
    this.name = 'StoreUnavailable';
  }
}

/** The connection was lost while committing: written or not is unknown. Read the stream before anything else. */
export class AppendOutcomeUnknown extends Error {
  constructor(stream: string, options?: ErrorOptions) {
    super(
      `Appending to ${stream}: the connection was lost during the commit; read the stream to learn whether it landed.`,
      options,
    );
    this.name = 'AppendOutcomeUnknown';
  }
}

/** The store did not answer an append in time: as with a lost connection, it may or may not have landed. */
export class DeadlineExceeded extends AppendOutcomeUnknown {
  constructor(stream: string, options?: ErrorOptions) {
    super(stream, options);
    this.name = 'DeadlineExceeded';
    this.message = `Appending to ${stream}: the event store did not answer in time; read the stream to learn whether it landed.`;
  }
}

/** The events are larger than the store takes in one append. */
export class EventTooLarge extends Error {
  constructor(stream: string, bytes: number, limit: number | null, options?: ErrorOptions) {
    super(
      `Appending to ${stream}: ${bytes} bytes found, at most ${limit ?? 'what the event store allows'} wanted; split the data over several events.`,
      options,
    );
    this.name = 'EventTooLarge';
  }
}
