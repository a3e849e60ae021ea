import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { activeCampaign, ended, start } from '#testing/campaign';
import { holdFollowers, lookingAtFollowers } from '#testing/held-follower';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
});
afterAll(() => product.close());

test.each(['', '.csv'])('a report that is asked for at the end of a run has its attempts as well %s', async (csv) => {
  const campaign = await activeCampaign(admin, 'name,phone\nAna,+56961260003\n');
  await product.caughtUp();
  const held = await holdFollowers(product.db, ['attempts']);
  const executionId = await start(admin, campaign, { timeScale: 100_000, pacing: 'none', quietHours: null });
  await ended(admin, executionId);
  const looking = lookingAtFollowers(product.db, "c.name = 'attempts'");
  const report = admin.get(`/api/executions/${executionId}/report${csv === '' ? '' : '/whatsapp.csv'}`);
  await looking.again;
  looking.stop();
  await held.letGo();
  const { body, text } = await report;
  if (csv === '') expect(body.whatsapp).toMatchObject({ messaged: 1, sent: 1 });
  else expect(text).toMatch(new RegExp(`^${executionId},${campaign.campaignId},1,`, 'm'));
});
