import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openEsdbEventStore } from '#server/engine/eventstore/esdb-event-store';
import { describeEventStore } from '#server/engine/eventstore/event-store.contract';
import type { EventStore, NewEvent, StoredEvent } from '#server/engine/eventstore/event-store';
import {
  AppendOutcomeUnknown,
  DeadlineExceeded,
  EventTooLarge,
  StoreUnavailable,
  StreamDeleted,
} from '#server/engine/eventstore/store-faults';
import { startDouble, type EsdbDouble } from '#testing/esdb-double/start-double';

const real = process.env.EVENTSTORE_URL;

describeEventStore(real === undefined ? "EventStoreDB's client on a protocol double" : 'EventStoreDB', async () => {
  const double = real === undefined ? await startDouble() : null;
  const url = real ?? double?.url ?? '';
  const store = openEsdbEventStore(url);
  return {
    store,
    another: () => Promise.resolve(openEsdbEventStore(url)),
    close: async () => {
      await store.close();
      double?.stop();
    },
  };
});

const meta = { commandId: 'c', correlationId: 'c', by: 'system:test', at: '2026-11-24T12:00:00.000Z', schema: 1 };
const fact = (data: unknown = {}): NewEvent => ({ id: randomUUID(), type: 'SomethingHappened', data, meta });
const freshStream = (): string => `contract-${randomUUID()}`;

describe('the event store on EventStoreDB', () => {
  let double: EsdbDouble;
  let store: EventStore;
  let client: EventStoreDBClient;
  beforeAll(async () => {
    double = await startDouble();
    store = openEsdbEventStore(double.url);
    client = EventStoreDBClient.connectionString(double.url);
  });
  beforeEach(() => {
    double.treatAppends('answer');
  });
  afterAll(async () => {
    await store.close();
    await client.dispose();
    double.stop();
  });

  /** Follows from now on; `until` resolves with what was seen once enough was. */
  const following = async () => {
    const seen: StoredEvent[] = [];
    const stop = new AbortController();
    const heard = new EventTarget();
    const after = await store.head();
    const running = (async () => {
      for await (const events of store.subscribe({ after, batch: 100, signal: stop.signal })) {
        seen.push(...events);
        heard.dispatchEvent(new Event('heard'));
      }
    })();
    const until = async (enough: () => boolean): Promise<readonly unknown[]> => {
      while (!enough()) await new Promise((resolve) => heard.addEventListener('heard', resolve, { once: true }));
      stop.abort();
      await running;
      return seen.map(({ data }) => data);
    };
    return { seen, until };
  };

  test('an event larger than the server takes is refused with its limit', async () => {
    const tooLarge = store.append(freshStream(), 'no-stream', [fact('x'.repeat(2_000_000))]);
    await expect(tooLarge).rejects.toBeInstanceOf(EventTooLarge);
    await expect(tooLarge).rejects.toThrow('at most 1048576 wanted');
  });

  test('a deleted stream can be neither read nor written', async () => {
    const stream = freshStream();
    await store.append(stream, 'no-stream', [fact()]);
    await client.tombstoneStream(stream);
    await expect(store.read(stream)).rejects.toBeInstanceOf(StreamDeleted);
    await expect(store.append(stream, 0, [fact()])).rejects.toBeInstanceOf(StreamDeleted);
  });

  test('an append whose answer was lost is unknown, and the stream tells that it landed', async () => {
    const stream = freshStream();
    double.treatAppends('breakAfterWriting');
    await expect(store.append(stream, 'no-stream', [fact(1)])).rejects.toBeInstanceOf(AppendOutcomeUnknown);
    expect((await store.read(stream)).map(({ data }) => data)).toEqual([1]);
  });

  test('an append without an answer is told apart, and is as unknown as one that was cut off', async () => {
    double.treatAppends('silent');
    const hasty = openEsdbEventStore(double.url, { answerWithinMs: 500 });
    const unanswered = hasty.append(freshStream(), 'no-stream', [fact()]);
    await expect(unanswered).rejects.toBeInstanceOf(DeadlineExceeded);
    await expect(unanswered).rejects.toBeInstanceOf(AppendOutcomeUnknown);
    await hasty.close();
  });

  test('while the server is away nothing is written or read, and everybody goes on when it is back', async () => {
    const stream = freshStream();
    const { seen, until } = await following();
    await store.append(stream, 'no-stream', [fact('before')]);
    double.goAway();
    await expect(store.append(stream, 0, [fact('lost')])).rejects.toThrow(/cannot be reached|connection was lost/);
    await expect(store.append(stream, 0, [fact('lost')])).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.read(stream)).rejects.toBeInstanceOf(StoreUnavailable);
    await double.comeBack();
    const other = openEsdbEventStore(double.url);
    await other.append(stream, 0, [fact('after')]);
    await other.close();
    expect(await until(() => seen.length >= 2)).toEqual(['before', 'after']);
    expect(await store.read(stream)).toHaveLength(2);
  });

  test('a follower that was dropped as too slow goes on behind its last event', async () => {
    const stream = freshStream();
    const { seen, until } = await following();
    await store.append(stream, 'no-stream', [fact(0)]);
    double.setLiveBuffer(10);
    for (let i = 1; i < 40; i += 1) {
      if (i % 10 === 0) double.dropSubscribers();
      await store.append(
        stream,
        (i - 1) * 50,
        Array.from({ length: 50 }, () => fact(i)),
      );
    }
    double.setLiveBuffer(5_000);
    const data = await until(() => seen.length >= 1 + 39 * 50);
    expect(data).toEqual([0, ...Array.from({ length: 39 * 50 }, (_, i) => Math.floor(i / 50) + 1)]);
  });

  test('events of the server and of other programs are passed over', async () => {
    const stream = freshStream();
    const { seen, until } = await following();
    await client.appendToStream(freshStream(), jsonEvent({ type: 'OfAnotherProgram', data: {} }));
    await client.setStreamMetadata(freshStream(), { maxCount: 10 });
    const { position } = await store.append(stream, 'no-stream', [fact('ours')]);
    await client.setStreamMetadata(freshStream(), { maxCount: 10 });
    expect(await until(() => seen.length >= 1)).toEqual(['ours']);
    expect(await store.head()).toBe(position);
    const stop = new AbortController();
    const other = openEsdbEventStore(double.url);
    for await (const events of other.subscribe({ after: null, batch: 1_000, signal: stop.signal })) {
      expect(events.every(({ type }) => type === 'SomethingHappened')).toBe(true);
      stop.abort();
    }
    await other.close();
  });

  test("correlation and causation are where EventStoreDB's own projections look for them", async () => {
    const stream = freshStream();
    const caused = { ...meta, correlationId: 'a request', causationId: 'an input' };
    await store.append(stream, 'no-stream', [{ ...fact(), meta: caused }]);
    expect((await store.read(stream))[0]?.meta).toEqual(caused);
    for await (const { event } of client.readStream(stream))
      expect(event?.metadata).toMatchObject({ $correlationId: 'a request', $causationId: 'an input' });
  });

  test('a connection that names no user and has TLS is refused with the way out', () => {
    expect(() => openEsdbEventStore('esdb://store:2113')).toThrow('esdb://user:password@host:2113');
  });
});
