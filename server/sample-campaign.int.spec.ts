import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Log } from '#server/engine/log/log';
import { until } from '#testing/campaign';
import { startTestProduct, type Answer, type TestProduct } from '#testing/product';
import { isSampleUnfinished, makeSampleCampaign } from './sample-campaign.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(() => product.close());

test('a first start that is cut off, at whatever point, is gone on with by the next: the sample is whole, and there once', async () => {
  const { app, db } = product;
  const parts = { log: app.log, db, now: () => new Date().toISOString(), idOf: app.idOf };
  /** A log that is cut off behind so many appends. */
  const cutOff = (left: number): Log => ({
    ...app.log,
    append: (...asked) => (left-- > 0 ? app.log.append(...asked) : Promise.reject(new Error('cut off'))),
  });
  expect(await isSampleUnfinished(parts)).toBe(false);
  let cuts = 0;
  const start = (): Promise<unknown> =>
    makeSampleCampaign({ ...parts, log: cutOff(1) }).catch((error: unknown) => {
      expect((error as Error).message).toBe('cut off');
      cuts += 1;
    });
  await start();
  await until(async () => {
    await start();
    // A minute later nobody is behind a file that was being handed over.
    await db.pool.query(`update uploads.file set claimed_at = claimed_at - interval '1 hour'`);
    app.wakeImporter();
    return (await isSampleUnfinished(parts)) ? null : true;
  });
  expect(cuts).toBeGreaterThan(5);
  await product.caughtUp();
  const admin = await product.as('admin');
  const listed = async (what: string): Promise<Answer['body'][]> =>
    (await admin.get(`/api/${what}`)).body[what] as Answer['body'][];
  expect((await listed('campaigns')).map(({ name }) => name)).toEqual(['Sample: appointment reminders']);
  expect([(await listed('channels')).length, (await listed('flows')).length]).toEqual([1, 1]);
});
