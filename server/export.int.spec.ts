import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerPublicKey, signHead } from '#server/engine/ledger/sign-heads';
import { activeCampaign, ended, start } from '#testing/campaign';
import { startTestProduct, type TestProduct } from '#testing/product';

const folder = mkdtempSync(join(tmpdir(), 'ai-flows-export-'));
const [file, key, altered] = [join(folder, 'history.ndjson'), join(folder, 'key.pem'), join(folder, 'altered.ndjson')];
let product: TestProduct;
let exported: number;

const node = (...args: readonly string[]): { code: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: product.db.url, DATA_DIR: folder },
  });
  return { code: status, said: `${stdout}${stderr}` };
};
const verify = (of: string, by = key) => node('scripts/verify-export.mjs', of, '--key', by);

beforeAll(async () => {
  product = await startTestProduct();
  const admin = await product.as('admin');
  await ended(admin, await start(admin, await activeCampaign(admin, 'name,phone\nAna García,+56961230005\n', 60)));
  await product.caughtUp();
  const { code, said } = node('scripts/export.ts', '--to', file, '--public-key', key);
  expect([code, said]).toEqual([0, expect.stringMatching(/: \d+ events, head /)]);
  exported = Number(/: (\d+) events/.exec(said)?.[1]);
});
afterAll(async () => {
  await product.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an export of the history', () => {
  test('is checked with nothing but Node, and names how many events it proves', () => {
    const { code, said } = verify(file);
    expect(exported).toBeGreaterThan(30);
    expect([code, said]).toEqual([0, expect.stringContaining(`holds: ${exported} events`)]);
    expect(readFileSync('scripts/verify-export.mjs', 'utf8')).not.toMatch(/from '(?!node:)/);
  });
  test('holds no personal data in the open', () => {
    expect(readFileSync(file, 'utf8')).not.toMatch(/56961230005|Ana García/);
  });
  test.each([
    [
      'an event was changed',
      (lines: string[]) => lines.with(5, (lines[5] ?? '').replace(/"by":"[^"]+"/, '"by":"nobody"')),
    ],
    ['an event is missing', (lines: string[]) => lines.toSpliced(7, 1)],
    ['two events changed places', (lines: string[]) => lines.with(7, lines[8] ?? '').with(8, lines[7] ?? '')],
    ['its end is missing', (lines: string[]) => lines.toSpliced(-2, 1)],
    [
      'its signature was taken from elsewhere',
      (lines: string[]) => lines.with(-2, (lines.at(-2) ?? '').replace(/"at":"2/, '"at":"1')),
    ],
  ])('in which %s does not hold', (_what, change) => {
    writeFileSync(altered, change(readFileSync(file, 'utf8').split('\n')).join('\n'));
    expect(verify(altered)).toMatchObject({ code: 1, said: expect.stringContaining('does not hold') });
  });
  test('does not hold under the key of another installation', async () => {
    const other = await startTestProduct();
    const foreign = join(folder, 'foreign.pem');
    await signHead(other.db, () => new Date().toISOString());
    writeFileSync(foreign, await ledgerPublicKey(other.db));
    await other.close();
    expect(verify(file, foreign)).toMatchObject({ code: 1, said: expect.stringContaining('not that of this key') });
  });
  test('a head that is signed already is not signed again', async () => {
    const now = (): string => new Date().toISOString();
    expect(await signHead(product.db, now)).toEqual(await signHead(product.db, now));
  });
});
