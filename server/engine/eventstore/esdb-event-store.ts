import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  NO_STREAM,
  START,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type AllStreamRecordedEvent,
  type AllStreamResolvedEvent,
  type AppendExpectedRevision,
  type Credentials,
} from '@eventstore/db-client';
import { refuseUnappendable } from './appendable.ts';
import {
  comparePositions,
  isOurs,
  logPosition,
  positionText,
  proposed,
  stored,
  type LogPosition,
} from './esdb-events.ts';
import { appendFault, readFault } from './esdb-faults.ts';
import { readOut } from './esdb-reading.ts';
import { openTail } from './esdb-tail.ts';
import type { EventStore, StoredEvent, SubscribeOptions } from './event-store.ts';
import { createLanes } from './lanes.ts';
import { queuedReads } from './queued-reads.ts';
import { StoreUnavailable } from './store-faults.ts';
import { createSignal } from './wake-signal.ts';

/** Streams read at the same time in a process, and appends under way. */
const readsAtOnce = 64;
const appendsAtOnce = 512;
/** Records in one page of the log. */
const recordsPerPage = 2_000;
/** Characters of JSON after which a page ends, since a follower that is far behind would have to hold them all. */
const largestPage = 16 * 1024 * 1024;
/** A follower looks again after this long even when nothing was heard. */
const slowPollMs = 1_000;
const disposeWithinMs = 2_000;
/** Its metadata, which nobody reads as an event, holds the identity of the store. */
const identityStream = 'store-identity';

/** The event store of the customer: EventStoreDB through its own client. Any number of processes may append and follow. */
export function openEsdbEventStore(
  url: string,
  { answerWithinMs = 10_000 }: { answerWithinMs?: number } = {},
): EventStore {
  const client = EventStoreDBClient.connectionString(url);
  const credentials = credentialsIn(url);
  const appended = createSignal();
  const tail = openTail({ client, lastPosition: () => lastPosition(client), raise: appended.raise });
  let identity: string | null = null;
  const reading = createLanes(readsAtOnce);
  const appending = createLanes(appendsAtOnce);

  async function readNow(stream: string, from = 0): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    const answer = client.readStream(stream, { fromRevision: from === 0 ? START : BigInt(from) });
    try {
      await readOut(answer, `Reading ${stream}`, ({ event }) => {
        if (event) events.push(stored(event));
        return true;
      });
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      throw readFault(error, `Reading ${stream}`, stream);
    }
    return events;
  }

  const read = queuedReads(reading, readNow);

  /** A follower that is far behind, or the first: a page of the log itself. */
  async function page(after: LogPosition | null, most: number): Promise<Page> {
    const events: StoredEvent[] = [];
    let [end, characters, records] = [after, 0, 0];
    await readLog(client, after, Math.min(most, recordsPerPage) + 1, ({ event }) => {
      if (!event || comparePositions(event.position, after) <= 0) return true;
      [end, records] = [event.position, records + 1];
      if (!isOurs(event)) return true;
      events.push(stored(event));
      characters += JSON.stringify(event.data).length;
      return events.length < most && characters < largestPage;
    });
    return { events, end, atEnd: records === 0 };
  }

  async function* subscribe({ after, batch, signal }: SubscribeOptions): AsyncGenerator<readonly StoredEvent[]> {
    tail.start();
    let last = after === null ? null : logPosition(after);
    while (!signal.aborted) {
      const raised = appended.next(slowPollMs, signal);
      const near = tail.following(last, batch);
      const found = near ? { ...near, atEnd: true } : await page(last, batch).catch(nothingMeanwhile(last));
      last = found.end;
      if (found.events.length > 0) yield found.events;
      else if (found.atEnd) await raised;
    }
  }

  return {
    append: async (stream, expected, events) => {
      refuseUnappendable(stream, events);
      const expectedRevision: AppendExpectedRevision = expected === 'no-stream' ? NO_STREAM : BigInt(expected);
      const options = { expectedRevision, credentials, deadline: answerWithinMs };
      const result = await appending(() =>
        client.appendToStream(stream, events.map(proposed), options).catch((error: unknown) => {
          const bytes = Buffer.byteLength(JSON.stringify(events.map(({ data }) => data)));
          throw appendFault(error, { stream, expected, bytes });
        }),
      );
      const { nextExpectedRevision, position } = result;
      if (!position) throw new Error(`Appending to ${stream}: the event store gave no position; one is wanted.`);
      return { revision: Number(nextExpectedRevision), position: positionText(position), stored: [] };
    },
    read: (stream, from = 0) => (from === 0 ? read(stream) : reading(() => readNow(stream, from))),
    readMany: async (streams) => {
      const found = await Promise.all(
        [...new Set(streams)].map(async (stream) => [stream, await read(stream)] as const),
      );
      return new Map(found.filter(([, events]) => events.length > 0));
    },
    subscribe,
    compare: (left, right) => comparePositions(logPosition(left), logPosition(right)),
    head: async () => {
      const at = await lastPosition(client, isOurs);
      return at && positionText(at);
    },
    identity: async () => (identity ??= await identityOf(client, credentials)),
    close: async () => {
      await tail.close();
      // The client waits until every call is over, which those to a silent server never are.
      await Promise.race([client.dispose(), wait(disposeWithinMs, undefined, { ref: false })]);
    },
  };
}

type Page = { readonly events: readonly StoredEvent[]; readonly end: LogPosition | null; readonly atEnd: boolean };

/** A store that is away has nothing new; anything else is a fault. */
function nothingMeanwhile(end: LogPosition | null): (error: unknown) => Page {
  return (error) => {
    if (error instanceof StoreUnavailable) return { events: [], end, atEnd: true };
    throw error;
  };
}

async function readLog(
  client: EventStoreDBClient,
  from: LogPosition | null,
  most: number,
  take: (resolved: AllStreamResolvedEvent) => boolean,
): Promise<void> {
  const reading = client.readAll({ fromPosition: from ?? START, maxCount: most });
  await readOut(reading, 'Reading the log', take).catch((error: unknown) => {
    throw readFault(error, 'Reading the log');
  });
}

const backwardsAtOnce = 100;

/** Where the newest record stands that is wanted. Reading backwards leaves out the record at the given position. */
async function lastPosition(
  client: EventStoreDBClient,
  wanted: (event: AllStreamRecordedEvent) => boolean = () => true,
): Promise<LogPosition | null> {
  let from: LogPosition | typeof END = END;
  for (;;) {
    const seen: { found: LogPosition | null; last: LogPosition | null } = { found: null, last: null };
    const reading = client.readAll({ fromPosition: from, direction: BACKWARDS, maxCount: backwardsAtOnce });
    await readOut(reading, 'Reading the end of the log', ({ event }) => {
      if (!event) return true;
      seen.last = event.position;
      if (wanted(event)) seen.found = event.position;
      return seen.found === null;
    }).catch((error: unknown) => {
      throw readFault(error, 'Reading the end of the log');
    });
    if (seen.found !== null || seen.last === null) return seen.found;
    from = seen.last;
  }
}

/** Made by whoever comes first. */
async function identityOf(client: EventStoreDBClient, credentials: Credentials): Promise<string> {
  const find = async (): Promise<string | null> => {
    const { metadata } = await client.getStreamMetadata<{ identity?: string }>(identityStream);
    return metadata?.identity ?? null;
  };
  try {
    const known = await find();
    if (known !== null) return known;
    const options = { expectedRevision: NO_STREAM, credentials } as const;
    await client.setStreamMetadata(identityStream, { identity: randomUUID() }, options).catch((error: unknown) => {
      if (!(error instanceof WrongExpectedVersionError)) throw error;
    });
    return (await find()) ?? '';
  } catch (error) {
    throw readFault(error, 'Asking the event store for its identity');
  }
}

/**
 * The user of the connection. Named with every append, since the client then asks for each by a call of its own: its
 * batches keep the waiting appends of a process in one place, which one broken stream empties, and an answer that comes
 * after that ends the process. Without TLS the client sends no user at all.
 */
function credentialsIn(url: string): Credentials {
  const [, username, password] = /^esdb(?:\+discover)?:\/\/([^:@/]+):([^@/]+)@/.exec(url) ?? [];
  if (username !== undefined && password !== undefined)
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  if (/[?&]tls=false\b/.test(url)) return { username: 'nobody', password: 'nothing' };
  throw new Error('EVENTSTORE_URL names no user; write it like esdb://user:password@host:2113, or add ?tls=false.');
}
