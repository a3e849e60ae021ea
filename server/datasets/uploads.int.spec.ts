import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID, type KeyObject } from 'node:crypto';
import { chunkStream } from '#contracts/data-set/data-set';
import { personalFields } from '#contracts/registry';
import { eventStoreMigrations } from '#server/engine/eventstore/migrations';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { createLog } from '#server/engine/log/create-log';
import { installationSecret } from '#server/engine/log/installation-secret';
import { openKeyRing } from '#server/engine/log/key-ring';
import type { Log } from '#server/engine/log/log';
import { keyRingMigrations } from '#server/engine/log/migrations';
import type { Database } from '#server/engine/postgres/database';
import { openTestDatabase } from '#server/engine/postgres/testing-database';
import { importDataSet } from './import-data-set.ts';
import { dataSetMigrations } from './migrations.ts';
import { processUpload } from './process-upload.ts';
import { receiveUpload } from './receive-upload.ts';
import { discardAbandoned } from './uploads.ts';

let db: Database;
let log: Log;
let contactSecret: KeyObject;
let close: () => Promise<void>;

beforeAll(async () => {
  const opened = await openTestDatabase([...eventStoreMigrations, ...keyRingMigrations, ...dataSetMigrations]);
  db = opened.db;
  const store = openPostgresEventStore(db);
  log = createLog({ store, keyRing: openKeyRing(db), personal: personalFields });
  contactSecret = await installationSecret(db);
  close = async () => {
    await store.close();
    await opened.close();
  };
});
afterAll(() => close());

const now = (): string => new Date().toISOString();
const mb = 1024 * 1024;
async function* pieces(text: string, size = mb): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}
const receive = (dataSetId: string, body: AsyncIterable<Uint8Array>, largest = 64 * mb) =>
  receiveUpload(db, { dataSetId, campaignId: randomUUID(), name: 'Set', fileName: 'set.csv' }, body, largest);
const process = (dataSetId: string) =>
  processUpload(
    { log, db, organisationCountry: null },
    dataSetId,
    {},
    { commandId: randomUUID(), correlationId: dataSetId, by: 'system:test', at: now() },
  );
const parts = (signal: AbortSignal) => ({ log, db, contactSecret, now, signal });
const kept = async (): Promise<object[]> =>
  (await db.pool.query<object>('select upload_id from uploads.part union all select upload_id from uploads.file')).rows;

/** Rows of every kind in a file of more than a megabyte, so that it is read in a thread. */
const list = `name,phone\n${Array.from({ length: 24_000 }, (_each, i) => `Person number ${i} of the list,+569${61_000_000 + (i % 23_000)}${i % 50 === 0 ? 'x' : ''}`).join('\n')}\n`;

async function chunksOf(dataSetId: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (;;) {
    const [recorded] = await log.read(chunkStream(dataSetId, found.length));
    if (!recorded) return found;
    found.push(JSON.parse(JSON.stringify(recorded.event.data).replaceAll(dataSetId, 'the data set')));
  }
}

describe('an import', () => {
  test('that is stopped in the middle goes on to the same events, without a loss or a duplicate', async () => {
    const [whole, halved] = [randomUUID(), randomUUID()];
    for (const id of [whole, halved]) {
      await receive(id, pieces(list));
      expect(await process(id)).toMatchObject({ outcome: 'accepted' });
    }
    await importDataSet(parts(new AbortController().signal), whole);
    const stop = new AbortController();
    const watching = new AbortController();
    const halfway = (async () => {
      for await (const events of log.subscribe({ after: null, batch: 10, signal: watching.signal }))
        if (events.some(({ stream }) => stream === chunkStream(halved, 4))) return;
    })();
    const first = importDataSet(parts(stop.signal), halved);
    await halfway;
    stop.abort();
    await first;
    watching.abort();
    expect((await chunksOf(halved)).length).toBeGreaterThan(4);
    expect((await log.read(`dataSet-${halved}`)).map(({ event }) => event.type)).toEqual(['DataSetUploaded']);
    // Two that both believe to hold the lock do no harm; the slower one finds its file gone.
    const again = () => importDataSet(parts(new AbortController().signal), halved);
    await Promise.allSettled([again(), again()]);
    await again();
    const chunks = await chunksOf(halved);
    expect(chunks).toEqual(await chunksOf(whole));
    expect((await log.read(`dataSet-${halved}`)).at(-1)?.event).toMatchObject({
      type: 'DataSetReady',
      data: { rows: 24_000, accepted: 22_540, rejected: 480, duplicates: 980, chunks: chunks.length },
    });
    expect(await kept()).toEqual([]);
  });
});

describe('an upload', () => {
  test('that is cut off leaves nothing, and its id may be used again', async () => {
    const id = randomUUID();
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield* pieces(list);
      throw new Error('The sender is gone.');
    }
    await expect(receive(id, cut())).rejects.toThrow('The sender is gone.');
    expect(await kept()).toEqual([]);
    expect(await receive(id, pieces('phone\n+56961234567\n'))).toMatchObject({ encoding: 'utf-8' });
    expect(await process(id)).toMatchObject({ outcome: 'accepted' });
    await importDataSet(parts(new AbortController().signal), id);
  });
  test('past the limit is refused as soon as it is, and leaves nothing', async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield await Promise.resolve(Buffer.alloc((sent += 1) && mb, 'x'));
    }
    expect(await receive(randomUUID(), endless(), 3 * mb)).toMatchObject({ refused: 'FileIsTooLarge' });
    expect([sent, await kept()]).toEqual([4, []]);
  });
  test('takes the place of one that waits under its id, not of one that is being processed', async () => {
    const id = randomUUID();
    const atOnce = Array.from({ length: 8 }, (_each, i) => receive(id, pieces(`phone\n${i}\n`)));
    expect((await Promise.all(atOnce)).every((each) => !('refused' in each))).toBe(true);
    expect((await kept()).length).toBe(2);
    await receive(id, pieces('telephone\n333\n'));
    expect((await kept()).length).toBe(2);
    expect(await process(id)).toMatchObject({ outcome: 'accepted' });
    expect(await receive(id, pieces('phone\n4\n'))).toMatchObject({ refused: 'DataSetExists' });
    expect((await kept()).length).toBe(2);
    expect((await log.read(`dataSet-${id}`))[0]?.event.data).toMatchObject({ columns: ['telephone'] });
    await importDataSet(parts(new AbortController().signal), id);
    expect(await kept()).toEqual([]);
  });
  test('that nobody processes is removed after a day, and one that is processed is not', async () => {
    const [waiting, claimed] = [randomUUID(), randomUUID()];
    for (const id of [waiting, claimed]) await receive(id, pieces('phone\n+56961234567\n'));
    expect(await process(claimed)).toMatchObject({ outcome: 'accepted' });
    const age = (hours: number) =>
      db.pool.query(
        `update uploads.file set received_at = now() - interval '${hours} hours';
         update uploads.part set stored_at = now() - interval '30 hours'`,
      );
    await age(23);
    await discardAbandoned(db);
    expect((await kept()).length).toBe(4);
    await age(25);
    await discardAbandoned(db);
    expect((await kept()).length).toBe(2);
    expect(await process(waiting)).toMatchObject({ refused: 'UploadIsMissing' });
    await importDataSet(parts(new AbortController().signal), claimed);
    expect(await chunksOf(claimed)).toHaveLength(1);
  });
  test('that was claimed when the process died waits again after a minute', async () => {
    const id = randomUUID();
    await receive(id, pieces('phone\n+56961234567\n'));
    const claim = (ago: string) =>
      db.pool.query(`update uploads.file set claimed_at = now() - $2::interval where data_set_id = $1`, [id, ago]);
    await claim('1 second');
    await importDataSet(parts(new AbortController().signal), id);
    expect(await process(id)).toMatchObject({ refused: 'UploadIsMissing' });
    await claim('2 minutes');
    await importDataSet(parts(new AbortController().signal), id);
    expect(await process(id)).toMatchObject({ outcome: 'accepted' });
  });
});
