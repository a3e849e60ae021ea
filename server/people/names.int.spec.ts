import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestProduct, type TestProduct } from '#testing/product';

describe('the names of people', () => {
  let product: TestProduct;

  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(() => product.close());

  test('are told to who works here, and kept from who may not read personal data', async () => {
    const editor = await product.as('editor');
    const auditor = await product.as('auditor');
    await product.caughtUp();
    const names = ({ body }: { body: Record<string, unknown> }) =>
      (body.people as { name: string | null }[]).map(({ name }) => name).sort();
    expect(names(await editor.get('/api/people/names'))).toEqual(['auditor', 'editor']);
    expect(names(await auditor.get('/api/people/names'))).toEqual([null, null]);
    expect((await (await product.as('analyst')).get('/api/people/names')).status).toBe(403);
  });
});
