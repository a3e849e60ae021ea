import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestProduct, type TestProduct } from '#testing/product';

describe('the names of people', () => {
  let product: TestProduct;

  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(() => product.close());

  test('are told to who works here, an auditor too, who has to see who did what; not to an analyst', async () => {
    const editor = await product.as('editor');
    const auditor = await product.as('auditor');
    await product.caughtUp();
    const names = ({ body }: { body: Record<string, unknown> }) =>
      (body.people as { name: string }[]).map(({ name }) => name).sort();
    expect(names(await editor.get('/api/people/names'))).toEqual(['auditor', 'editor']);
    expect(names(await auditor.get('/api/people/names'))).toEqual(['auditor', 'editor']);
    expect((await (await product.as('analyst')).get('/api/people/names')).status).toBe(403);
  });
});
