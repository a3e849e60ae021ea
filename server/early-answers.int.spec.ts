import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { activeCampaign, ended, start } from '#testing/campaign';
import { holdFollowers } from '#testing/held-follower';
import type { Moment } from '#server/executions/timeline';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
  await product.caughtUp();
});
afterAll(() => product.close());

describe('an answer that is faster than the tables that people read', () => {
  test('reaches its row, although no table knows of the number it was sent to', async () => {
    const held = await holdFollowers(product.db, ['channels']);
    try {
      const campaign = await activeCampaign(admin, 'name,phone\nAna,+56961110005\n');
      const executionId = await start(admin, campaign, { pacing: 'none' });
      await ended(admin, executionId);
      const { body } = await admin.get(`/api/rows/${executionId}_0`);
      expect((body.moments as Moment[]).map(({ type }) => type)).toContain('ReplyReceived');
    } finally {
      await held.letGo();
    }
  });
});
