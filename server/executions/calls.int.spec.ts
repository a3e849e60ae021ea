import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ended, start } from '#testing/campaign';
import { everyStepCampaign } from '#testing/every-step-campaign';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

let product: TestProduct;
let admin: Caller;

beforeAll(async () => {
  product = await startTestProduct({ timing: 'realistic' });
  admin = await product.as('admin');
});
afterAll(() => product.close());

const hurried = { timeScale: 20_000, pacing: 'none' };
/** One contact for each of these endings, which name how the sandbox plays it. */
const csvOf = (...endings: readonly string[]): string =>
  `name,phone\n${endings.map((ending, i) => `Person ${i},+5696${String(100 + i)}${ending}`).join('\n')}\n`;

async function labelsOf(executionId: string): Promise<(string | null)[]> {
  const { rows } = await product.db.pool.query<{ label: string | null; outcome: string; reason: string }>(
    'select label, outcome, reason from read.rows where execution_id = $1 order by n',
    [executionId],
  );
  return rows.map(({ label, outcome, reason }) => label ?? `${outcome}: ${reason}`);
}

describe('an execution with calls', () => {
  test('brings every row to the end its contact deserves', async () => {
    const endings = ['0010', '0011', '0012', '0013', '0014', '0015', '0016', '0018', '0020', '0022', '0005'] as const;
    const campaign = await everyStepCampaign(admin, csvOf(...endings));
    const executionId = await start(admin, campaign, hurried);
    await ended(admin, executionId);
    await product.caughtUp();
    const found = (await labelsOf(executionId)).map((label, i) => [endings[i] ?? '', label ?? ''] as const);
    const labels: Readonly<Record<string, string>> = Object.fromEntries(found);
    expect(labels).toMatchObject({
      ...{ '0010': 'No answer', '0011': 'No answer', '0012': 'No answer', '0014': 'Confirmed by phone' },
      ...{ '0016': 'optedOut: ContactSuppressed', '0018': 'Declined by phone' },
      ...{ '0020': 'Called us back', '0022': 'Called us back', '0005': 'Confirmed' },
    });
    expect(labels['0013']).toMatch(/^failed: failed/);
    expect(labels['0015']).toMatch(/^Spoke with a person$|^To be called back$/);
    expect(product.faults).toEqual([]);
  });

  test('tells of a row what was said in its call and that it was recorded, and masks it for an auditor', async () => {
    const campaign = await everyStepCampaign(admin, csvOf('0014'));
    const executionId = await start(admin, campaign, hurried);
    await ended(admin, executionId);
    const lifeFor = async (role: 'operator' | 'auditor') => {
      const { body } = await (await product.as(role)).get(`/api/rows/${executionId}_0`);
      return (body as { moments: readonly { type: string; data: { transcript?: unknown; url?: unknown } }[] }).moments;
    };
    const open = await lifeFor('operator');
    const said = open.find(({ type }) => type === 'DialogueRecorded')?.data.transcript;
    expect(JSON.stringify(said)).toMatch(/"by":"contact","text":"\w+/);
    expect(open.map(({ type }) => type)).toEqual(expect.arrayContaining(['CallStatusRecorded', 'CallRecorded']));
    const masked = await lifeFor('auditor');
    expect(masked.find(({ type }) => type === 'DialogueRecorded')?.data.transcript).toBe('•••');
    expect(masked.find(({ type }) => type === 'CallRecorded')?.data.url).toBe('•••');
  });
});
