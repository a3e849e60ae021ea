import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ANY,
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startDouble, type EsdbDouble } from './start-double.ts';

const happened = (n = 0) => jsonEvent({ type: 'SomethingHappened', data: { n } });
const numbers = async (reading: AsyncIterable<{ event?: { data: unknown } }>): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const { event } of reading) found.push((event?.data as { n: number } | undefined)?.n);
  return found;
};

/** The rules of the server, as its own tests tell them, through its own client and both of its ways of appending. */
describe.each([
  ['append by append', false],
  ['in batches', true],
] as const)('the double of EventStoreDB, %s', (_name, batchAppend) => {
  let double: EsdbDouble;
  let client: EventStoreDBClient;
  beforeAll(async () => {
    double = await startDouble({ batchAppend });
    client = EventStoreDBClient.connectionString(double.url);
  });
  afterAll(async () => {
    await client.dispose();
    double.stop();
  });
  let made = 0;
  const fresh = (): string => `thing-${(made += 1)}`;

  test('appends where the expected revision holds and says what it found where not', async () => {
    const stream = fresh();
    await client.appendToStream(stream, happened(), { expectedRevision: NO_STREAM });
    const { nextExpectedRevision } = await client.appendToStream(stream, [happened(), happened()], {
      expectedRevision: 0n,
    });
    expect(nextExpectedRevision).toBe(2n);
    const wrong = client.appendToStream(stream, happened(), { expectedRevision: 0n });
    await expect(wrong).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(wrong).rejects.toMatchObject({ expectedVersion: 0n, actualVersion: 2n });
    const missing = client.appendToStream(fresh(), happened(), { expectedRevision: STREAM_EXISTS });
    await expect(missing).rejects.toMatchObject({ actualVersion: 'no_stream' });
  });

  test('the same events once more are answered as the first time, and not written', async () => {
    const stream = fresh();
    const events = [happened(1), happened(2)];
    const first = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    const again = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    expect(again).toEqual(first);
    expect(await client.appendToStream(stream, events, { expectedRevision: ANY })).toEqual(first);
    const half = client.appendToStream(stream, [events[0] ?? happened(), happened()], { expectedRevision: NO_STREAM });
    await expect(half).rejects.toBeInstanceOf(WrongExpectedVersionError);
    expect(await numbers(client.readStream(stream))).toEqual([1, 2]);
  });

  test('an append that is too large says what is allowed', async () => {
    const large = jsonEvent({ type: 'SomethingHappened', data: { text: 'x'.repeat(1_100_000) } });
    const refused = client.appendToStream(fresh(), large);
    await expect(refused).rejects.toBeInstanceOf(MaxAppendSizeExceededError);
    await expect(refused).rejects.toMatchObject({ maxAppendSize: 1_048_576 });
  });

  test('a deleted stream is not found, may be opened again, and goes on counting', async () => {
    const stream = fresh();
    await client.appendToStream(stream, [happened(1), happened(2)]);
    await expect(client.deleteStream(stream, { expectedRevision: 0n })).rejects.toBeInstanceOf(
      WrongExpectedVersionError,
    );
    await client.deleteStream(stream, { expectedRevision: 1n });
    await expect(numbers(client.readStream(stream))).rejects.toBeInstanceOf(StreamNotFoundError);
    const { nextExpectedRevision } = await client.appendToStream(stream, happened(3), { expectedRevision: NO_STREAM });
    expect(nextExpectedRevision).toBe(2n);
    expect(await numbers(client.readStream(stream))).toEqual([3]);
  });

  test('a tombstone is for ever', async () => {
    const stream = fresh();
    await client.tombstoneStream(stream, { expectedRevision: NO_STREAM });
    await expect(client.appendToStream(stream, happened())).rejects.toBeInstanceOf(StreamDeletedError);
    await expect(numbers(client.readStream(stream))).rejects.toBeInstanceOf(StreamDeletedError);
    await expect(client.tombstoneStream(stream)).rejects.toBeInstanceOf(StreamDeletedError);
  });

  test('streams are read from a revision on in both directions, as far as their metadata allows', async () => {
    const stream = fresh();
    await client.appendToStream(
      stream,
      [0, 1, 2, 3].map((n) => happened(n)),
    );
    expect(await numbers(client.readStream(stream, { fromRevision: 2n }))).toEqual([2, 3]);
    expect(await numbers(client.readStream(stream, { fromRevision: 2n, direction: BACKWARDS, maxCount: 2 }))).toEqual([
      2, 1,
    ]);
    expect(await numbers(client.readStream(stream, { fromRevision: END, direction: BACKWARDS, maxCount: 1 }))).toEqual([
      3,
    ]);
    await client.setStreamMetadata(stream, { maxCount: 2, ours: 'kept' });
    expect(await numbers(client.readStream(stream))).toEqual([2, 3]);
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 2, ours: 'kept' });
  });

  test('the whole log is read from a position on forwards, and from before it backwards', async () => {
    const first = await client.appendToStream(fresh(), happened(1));
    const second = await client.appendToStream(fresh(), happened(2));
    const at = second.position ?? START;
    expect(await numbers(client.readAll({ fromPosition: at }))).toEqual([2]);
    expect(await numbers(client.readAll({ fromPosition: at, direction: BACKWARDS, maxCount: 1 }))).toEqual([1]);
    expect(first.position && second.position && first.position.commit < second.position.commit).toBe(true);
  });

  test('a subscription confirms, catches up, says so, and goes on live, with checkpoints where it is filtered', async () => {
    const stream = fresh();
    const heard: string[] = [];
    await client.appendToStream(stream, happened(1));
    const filter = streamNameFilter({
      prefixes: [stream],
      maxSearchWindow: 1,
      checkpointReached: () => {
        if (heard.at(-1) !== 'checkpoint') heard.push('checkpoint');
      },
    });
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    subscription.on('confirmation', () => heard.push('confirmed')).on('caughtUp', () => heard.push('caught up'));
    for await (const { event } of subscription) {
      heard.push(String((event?.data as { n: number }).n));
      if (heard.includes('2')) await subscription.unsubscribe();
      else await client.appendToStream(stream, happened(2));
    }
    expect(heard[0]).toBe('confirmed');
    expect(heard.filter((each) => each !== 'checkpoint')).toEqual(['confirmed', '1', 'caught up', '2']);
    expect(heard).toContain('checkpoint');
  });

  test('one stream is followed from behind a revision', async () => {
    const stream = fresh();
    await client.appendToStream(stream, [happened(1), happened(2)]);
    const subscription = client.subscribeToStream(stream, { fromRevision: 0n });
    for await (const { event } of subscription) {
      expect(event?.data).toEqual({ n: 2 });
      await subscription.unsubscribe();
    }
  });
});

describe('the double of EventStoreDB with a file behind it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-double-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('knows after a restart what it knew before', async () => {
    const file = join(folder, 'log.jsonl');
    const before = await startDouble({ file });
    const writer = EventStoreDBClient.connectionString(before.url);
    const written = await writer.appendToStream('kept-1', [happened(1), happened(2)]);
    await writer.tombstoneStream('gone-1');
    await writer.dispose();
    before.stop();
    const after = await startDouble({ file });
    const reader = EventStoreDBClient.connectionString(after.url);
    expect(await numbers(reader.readStream('kept-1'))).toEqual([1, 2]);
    await expect(numbers(reader.readStream('gone-1'))).rejects.toBeInstanceOf(StreamDeletedError);
    const next = await reader.appendToStream('kept-1', happened(3), { expectedRevision: 1n });
    expect(next.position && written.position && next.position.commit > written.position.commit).toBe(true);
    await reader.dispose();
    after.stop();
  });
  test('is found through gossip where several hosts are named', async () => {
    const double = await startDouble();
    const port = new URL(double.url.replace('esdb', 'http')).port;
    const client = EventStoreDBClient.connectionString(
      `esdb://127.0.0.1:${port},localhost:${port}?tls=false&maxDiscoverAttempts=3`,
    );
    const { nextExpectedRevision } = await client.appendToStream('found-1', happened());
    expect(nextExpectedRevision).toBe(0n);
    await client.dispose();
    double.stop();
  });
});
