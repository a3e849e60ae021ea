import { randomUUID } from 'node:crypto';
import type {
  Appended,
  EventStore,
  ExpectedRevision,
  NewEvent,
  StoredEvent,
  SubscribeOptions,
} from '#server/engine/eventstore/event-store';
import { EventTooLarge, WrongExpectedRevision } from '#server/engine/eventstore/store-faults';
import { createSignal } from '#server/engine/eventstore/wake-signal';

const largestAppend = 4 * 1024 * 1024;

/** The log in memory, which any number of doors share. */
export class MemoryEventStore implements EventStore {
  readonly all: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private readonly name: string;
  private readonly appended = createSignal();

  constructor(name: string = randomUUID()) {
    this.name = name;
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    return new Promise((resolve) => {
      resolve(this.write(stream, expected, events));
    });
  }

  read(stream: string, from = 0): Promise<readonly StoredEvent[]> {
    return Promise.resolve((this.streams.get(stream) ?? []).slice(from));
  }

  readMany(streams: readonly string[]): Promise<ReadonlyMap<string, readonly StoredEvent[]>> {
    const found = new Map<string, readonly StoredEvent[]>();
    for (const stream of streams) {
      const events = this.streams.get(stream);
      if (events) found.set(stream, [...events]);
    }
    return Promise.resolve(found);
  }

  async *subscribe({ after, batch, signal }: SubscribeOptions): AsyncGenerator<readonly StoredEvent[]> {
    let last = Number(after ?? 0);
    while (!signal.aborted) {
      const raised = this.appended.next(60_000, signal);
      const events = this.all.slice(last, last + batch);
      if (events.length === 0) {
        await raised;
        continue;
      }
      last += events.length;
      yield events;
    }
  }

  compare(left: string, right: string): number {
    return Number(left) - Number(right);
  }

  head(): Promise<string | null> {
    return Promise.resolve(this.all.length > 0 ? String(this.all.length) : null);
  }

  identity(): Promise<string> {
    return Promise.resolve(this.name);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** A stream as it is, without waiting. */
  eventsOf(stream: string): readonly StoredEvent[] {
    return this.streams.get(stream) ?? [];
  }

  private write(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Appended {
    if (events.length === 0) throw new Error(`Appending to ${stream}: no events found, at least one wanted.`);
    const size = events.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);
    if (size > largestAppend) throw new EventTooLarge(stream, size, largestAppend);
    const known = this.streams.get(stream) ?? [];
    const actual = known.length - 1;
    if (actual !== (expected === 'no-stream' ? -1 : expected))
      throw new WrongExpectedRevision(stream, expected, actual);
    const stored = events.map((event, i): StoredEvent => ({
      ...event,
      stream,
      revision: actual + 1 + i,
      position: String(this.all.length + 1 + i),
    }));
    known.push(...stored);
    this.streams.set(stream, known);
    this.all.push(...stored);
    this.appended.raise();
    return { revision: actual + stored.length, position: String(this.all.length), stored };
  }
}
