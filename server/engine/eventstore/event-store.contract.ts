import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventStore, NewEvent, StoredEvent } from './event-store.ts';
import { EventTooLarge, WrongExpectedRevision } from './store-faults.ts';

export type StoreUnderTest = {
  readonly store: EventStore;
  /** A second door to the same log, as another process would have. */
  another(): Promise<EventStore>;
  close(): Promise<void>;
};

const meta = { commandId: 'c', correlationId: 'c', by: 'system:test', at: '2026-11-24T12:00:00.000Z', schema: 1 };
const fact = (data: unknown = {}): NewEvent => ({ id: randomUUID(), type: 'SomethingHappened', data, meta });
const freshStream = (): string => `contract-${randomUUID()}`;

async function take(
  store: EventStore,
  after: string | null,
  wanted: (seen: StoredEvent[]) => boolean,
  batch = 100,
): Promise<StoredEvent[]> {
  const stop = new AbortController();
  const seen: StoredEvent[] = [];
  for await (const events of store.subscribe({ after, batch, signal: stop.signal })) {
    seen.push(...events);
    if (wanted(seen)) stop.abort();
  }
  return seen;
}

/** What every event store promises, whatever stands behind the port. */
export function describeEventStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the event store contract: ${name}`, () => {
    let under: StoreUnderTest;
    let store: EventStore;
    beforeAll(async () => {
      under = await open();
      store = under.store;
    });
    afterAll(() => under.close());

    test('a missing stream reads as empty', async () => {
      expect(await store.read(freshStream())).toEqual([]);
    });

    test('events come back in order with their data, metadata and revisions', async () => {
      const stream = freshStream();
      const events = [fact({ text: 'añ\u0000 ☎' }), fact({ deep: [1, { two: null }] })];
      await store.append(stream, 'no-stream', events);
      const read = await store.read(stream);
      expect(read.map(({ id, type, data, meta: about, revision }) => ({ id, type, data, about, revision }))).toEqual(
        events.map(({ id, type, data }, revision) => ({ id, type, data, about: meta, revision })),
      );
    });

    test('a stream can be read from a revision on', async () => {
      const stream = freshStream();
      await store.append(stream, 'no-stream', [fact(1), fact(2), fact(3)]);
      expect((await store.read(stream, 1)).map((event) => event.data)).toEqual([2, 3]);
    });

    test('an append at another revision than the last is refused with what was found, and writes nothing', async () => {
      const stream = freshStream();
      await store.append(stream, 'no-stream', [fact(), fact()]);
      await expect(store.append(stream, 'no-stream', [fact()])).rejects.toMatchObject({
        expected: 'no-stream',
        actual: 1,
      });
      await expect(store.append(stream, 0, [fact()])).rejects.toBeInstanceOf(WrongExpectedRevision);
      await expect(store.append(stream, 2, [fact()])).rejects.toMatchObject({ expected: 2, actual: 1 });
      await expect(store.append(freshStream(), 0, [fact()])).rejects.toMatchObject({ actual: -1 });
      expect(await store.read(stream)).toHaveLength(2);
    });

    test('of many appends at the same revision exactly one wins, through whatever door', async () => {
      const stream = freshStream();
      const other = await under.another();
      const tries = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => (i % 2 ? store : other).append(stream, 'no-stream', [fact(i)])),
      );
      await other.close();
      expect(tries.filter((tried) => tried.status === 'fulfilled')).toHaveLength(1);
      expect(
        tries.filter((tried) => tried.status === 'rejected' && tried.reason instanceof WrongExpectedRevision),
      ).toHaveLength(19);
      expect(await store.read(stream)).toHaveLength(1);
    });

    test('a refused append does not take its neighbours with it', async () => {
      const taken = freshStream();
      await store.append(taken, 'no-stream', [fact()]);
      const streams = Array.from({ length: 10 }, freshStream);
      const tries = await Promise.allSettled([
        ...streams.map((stream) => store.append(stream, 'no-stream', [fact()])),
        store.append(taken, 'no-stream', [fact()]),
        store.append(freshStream(), 'no-stream', [fact('x'.repeat(5 * 1024 * 1024))]),
      ]);
      expect(tries.slice(0, 10).every((tried) => tried.status === 'fulfilled')).toBe(true);
      expect(tries[10]).toMatchObject({ status: 'rejected', reason: expect.any(WrongExpectedRevision) });
      expect(tries[11]).toMatchObject({ status: 'rejected', reason: expect.any(EventTooLarge) });
    });

    test('an append without events is refused', async () => {
      await expect(store.append(freshStream(), 'no-stream', [])).rejects.toThrow('at least one wanted');
    });

    test('many streams are read at once, the missing ones are absent', async () => {
      const [one, two, none] = [freshStream(), freshStream(), freshStream()];
      await store.append(one, 'no-stream', [fact(1), fact(2)]);
      await store.append(two, 'no-stream', [fact(3)]);
      const found = await store.readMany([one, two, none]);
      expect(
        Object.fromEntries([...found].map(([stream, events]) => [stream, events.map((event) => event.data)])),
      ).toEqual({ [one]: [1, 2], [two]: [3] });
    });

    test('a late subscriber catches up and then follows live', async () => {
      const start = await store.head();
      const stream = freshStream();
      await store.append(stream, 'no-stream', [fact(1), fact(2)]);
      const following = take(store, start, (seen) => seen.length >= 4, 1);
      await store.append(stream, 1, [fact(3), fact(4)]);
      expect((await following).map((event) => event.data)).toEqual([1, 2, 3, 4]);
    });

    test('a subscription resumes behind the position it had reached, also through another door', async () => {
      const start = await store.head();
      const stream = freshStream();
      await store.append(stream, 'no-stream', [fact(1), fact(2), fact(3)]);
      const [, second] = await take(store, start, (seen) => seen.length >= 3);
      const other = await under.another();
      const rest = await take(other, second?.position ?? null, (seen) => seen.length >= 1);
      await other.close();
      expect(rest.map((event) => event.data)).toEqual([3]);
    });

    test('with 32 writers through two doors no follower misses an event and all see the same order', async () => {
      const start = await store.head();
      const other = await under.another();
      const total = 640;
      const enough = (seen: StoredEvent[]): boolean => seen.length >= total;
      const followers = [
        take(store, start, enough, 7),
        take(other, start, enough, 50),
        take(store, start, enough, 1000),
      ];
      const writers = Array.from({ length: 32 }, async (_, writer) => {
        for (let i = 0; i < 10; i += 1)
          await (writer % 2 ? store : other).append(freshStream(), 'no-stream', [
            fact([writer, i]),
            fact([writer, i, 'b']),
          ]);
      });
      await Promise.all(writers);
      const [first, second, third] = await Promise.all(followers);
      await other.close();
      const order = (seen: StoredEvent[] | undefined): string[] => (seen ?? []).map((event) => event.id);
      expect(new Set(order(first)).size).toBe(total);
      expect(order(second)).toEqual(order(first));
      expect(order(third)).toEqual(order(first));
    });

    test('a slow reader is not overrun: the next batch waits until the last was taken', async () => {
      const start = await store.head();
      const stream = freshStream();
      await store.append(
        stream,
        'no-stream',
        Array.from({ length: 50 }, (_, i) => fact(i)),
      );
      const stop = new AbortController();
      const sizes: number[] = [];
      for await (const events of store.subscribe({ after: start, batch: 10, signal: stop.signal })) {
        sizes.push(events.length);
        await new Promise((resolve) => setImmediate(resolve));
        if (sizes.reduce((sum, size) => sum + size, 0) >= 50) stop.abort();
      }
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    });

    test('positions compare in the order of the log, and the head is the newest', async () => {
      const start = await store.head();
      const stream = freshStream();
      const { position } = await store.append(stream, 'no-stream', [fact(), fact(), fact()]);
      const seen = (await take(store, start, (events) => events.length >= 3)).map((event) => event.position);
      expect(seen.toSorted((left, right) => store.compare(left, right))).toEqual(seen);
      expect(store.compare(seen[0] ?? '', seen[1] ?? '')).toBeLessThan(0);
      expect(store.compare(seen[2] ?? '', position)).toBe(0);
      expect(await store.head()).toBe(position);
    });

    test('the store knows itself by one identity through every door', async () => {
      const other = await under.another();
      expect(await other.identity()).toBe(await store.identity());
      await other.close();
    });
  });
}
