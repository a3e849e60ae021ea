import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestProduct, type TestProduct } from '#testing/product';

/** Tries to sign in that fail, until one is not even looked at; so many from one address may. */
async function triesOf(product: TestProduct | undefined, from: (i: number) => string): Promise<number> {
  for (let i = 0; i < 100; i += 1) {
    const tried = { token: `no such link ${i}` };
    const answer = await product?.nobody.post('/api/sign-in/link', tried, { 'x-forwarded-for': from(i) });
    if (answer?.status === 429) return i;
  }
  return Infinity;
}

describe('tries to sign in', () => {
  let [alone, behind]: TestProduct[] = [];
  beforeAll(async () => {
    alone = await startTestProduct();
    behind = await startTestProduct({ proxies: 1 });
  });
  afterAll(async () => {
    await alone?.close();
    await behind?.close();
  });

  test('are counted by the address of the asker behind the proxy, not by the proxy’s', async () => {
    expect(await triesOf(behind, () => '203.0.113.1')).toBe(30);
    expect(await triesOf(behind, () => '203.0.113.2')).toBe(30);
  });
  test('are counted by what the proxy itself added, whatever the asker says before it', async () => {
    expect(await triesOf(behind, (i) => `198.51.100.${i}, 203.0.113.3`)).toBe(30);
  });
  test('without a proxy are counted by the connection, whatever the asker says', async () => {
    expect(await triesOf(alone, (i) => `198.51.100.${i}`)).toBe(30);
  });
});
