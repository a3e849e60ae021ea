import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { syncSchema } from '#contracts/wire/sync';
import { accepted, draftCampaign } from '#testing/campaign';
import { startTestProduct, type TestProduct } from '#testing/product';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(() => product.close());

test('a version is compared with the one before it, the first with nothing, and the draft with the newest', async () => {
  const admin = await product.as('admin');
  const { flowId, campaignId, head } = await draftCampaign(admin);
  const path = `/api/flows/${flowId}`;
  const publish = (rev: number) => accepted(admin.command(`${path}/commands`, 'PublishFlow', { rev, campaignId }));
  const write = async (from: string, to: string): Promise<number> => {
    const replica = randomUUID();
    const op = { opId: randomUUID(), replica, seq: 1, v: 1, flowId, at: 0, k: 'setField', id: 'regret', field: 'text' };
    const ops = [{ ...op, from, to }];
    const { body } = await accepted(admin.post(`${path}/push`, { replica, schema: syncSchema, ops }));
    return body.head as number;
  };
  const diff = async (query: string) => {
    const { body } = await accepted(admin.get(`${path}/diff${query}`));
    const changes = body.changes as readonly { kind: string; after: unknown }[];
    return { from: body.from, to: body.to, kinds: [...new Set(changes.map(({ kind }) => kind))], changes };
  };
  await publish(head);
  await publish(await write('Thank you for telling us.', 'second'));
  await write('second', 'draft');

  expect(await diff('?to=1')).toMatchObject({ from: null, to: 1, kinds: ['stepAdded', 'connected'] });
  expect(await diff('?to=2')).toMatchObject({ from: 1, to: 2, kinds: ['fieldSet'], changes: [{ after: 'second' }] });
  expect(await diff('')).toMatchObject({ from: 2, to: null, kinds: ['fieldSet'], changes: [{ after: 'draft' }] });
  expect(await diff('?from=1')).toMatchObject({ from: 1, to: null, changes: [{ after: 'draft' }] });
  for (const query of ['?from=7', '?from=1&to=7'])
    expect((await admin.get(`${path}/diff${query}`)).body.detail).toContain('no version 7; it has 2');
});
