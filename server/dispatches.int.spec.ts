import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rebuildDispatches } from '#server/executions/rebuild-dispatches';
import { accepted, activeCampaign, ended, start, until } from '#testing/campaign';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

const people = 200;
const endings = ['0005', '0006', '0003', '0004'];
const csv = `name,phone\n${Array.from({ length: people }, (_each, i) => `Person ${i},+569${String(6_000 + i)}${endings[i % endings.length] ?? ''}`).join('\n')}\n`;

let product: TestProduct;
let admin: Caller;
let executionId: string;

beforeAll(async () => {
  product = await startTestProduct({ timing: 'realistic' });
  admin = await product.as('admin');
  const campaign = await activeCampaign(admin, csv, 86_400);
  executionId = await start(admin, campaign, { batchSize: 50, delaySeconds: 1, timeScale: 5_000, pacing: 'none' });
  await until(async () => ((await count('select count(*) as n from read.rows')) > people / 2 ? true : null));
  await accepted(admin.command(`/api/executions/${executionId}/commands`, 'PauseExecution'));
  await until(async () => {
    const { body } = await admin.get(`/api/executions/${executionId}`);
    return body.status === 'paused' ? body : null;
  });
  await product.caughtUp();
});
afterAll(() => product.close());

const count = async (query: string): Promise<number> =>
  (await product.db.pool.query<{ n: number }>(query)).rows[0]?.n ?? 0;
const anew = (swap = false) => rebuildDispatches(product.app.log, product.db, { swap, progress: () => undefined });
/** What differs; dispatches that led to nothing are asked for once more. */
const differences = async (swap = false) =>
  (await anew(swap)).tables.flatMap(({ table, missing, extra }) =>
    extra + (table === 'dispatch' ? 0 : missing) > 0 ? [[table, missing, extra]] : [],
  );

describe('what is to be done', () => {
  test('made anew from the log is what stands in the tables', async () => {
    expect(await count('select count(*) as n from run.dispatch')).toBeGreaterThan(10);
    expect(await count('select count(*) as n from run.open_row')).toBeGreaterThan(10);
    expect(await differences()).toEqual([]);
  });
  test('that was lost or tampered with is put right, and the run goes on to its end for everybody', async () => {
    await product.db.pool.query(`delete from run.dispatch where kind in ('timeout', 'admit');
      update run.open_row set channel_id = null; delete from run.batch; update run.execution set ended = 0;
      insert into run.dispatch(subject, input_id, execution_id, kind, due_at, payload)
        select execution_id, 'complete', execution_id, 'complete', now() + interval '1 day', '{}' from run.execution`);
    expect((await differences(true)).map(([table]) => table)).toEqual(
      expect.arrayContaining(['dispatch', 'execution', 'open_row']),
    );
    expect(await differences()).toEqual([]);
    await accepted(admin.command(`/api/executions/${executionId}/commands`, 'ResumeExecution'));
    expect(await ended(admin, executionId)).toMatchObject({ rows: people, completed: people, in_doubt: 0 });
    expect(product.faults).toEqual([]);
  });
  test('and nobody was contacted twice by that', () => {
    const sent = product.ledger.lines.flatMap((line) =>
      line.line === 'taken' ? [`${line.taken.message.to} ${line.taken.message.body}`] : [],
    );
    expect(sent.length - new Set(sent).size).toBe(0);
  });
});
