import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projections } from '#projections/all';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { verifyLedger } from '#server/engine/ledger/ledger';
import { sealedLog } from '#server/engine/log/sealed-log';
import { openKeyRing } from '#server/engine/log/key-ring';
import { rebuild } from '#server/engine/subscriptions/rebuild';
import { activeCampaign, ended, start } from '#testing/campaign';
import { startTestProduct, type TestProduct } from '#testing/product';

let product: TestProduct;
let executionId: string;

beforeAll(async () => {
  product = await startTestProduct({ disturbances: { duplicate: 0.3, reorder: 0.3, late: 0, early: 0.3, lost: 0.1 } });
  const admin = await product.as('admin');
  const rows = Array.from({ length: 400 }, (_each, i) => `Person ${i},+569${61_000_000 + i * 13}`);
  executionId = await start(admin, await activeCampaign(admin, `name,phone\n${rows.join('\n')}\n`, 60), {
    timeScale: 200,
  });
  await ended(admin, executionId);
  await product.caughtUp();
});
afterAll(() => product.close());

const silent = { progress: () => undefined };

describe('laws 5 and 12: what the history says is enough', () => {
  test.each(projections.map((projection) => [projection.name, projection] as const))(
    '%s rebuilt from the log equals the live table, row for row',
    async (_name, projection) => {
      const { tables } = await rebuild(product.app.log, product.db, projection, { ...silent, swap: false });
      expect(tables.filter(({ different }) => different > 0)).toEqual([]);
    },
  );
  test('a read table that was tampered with is found out and put right', async () => {
    await product.db.pool.query(`update read.rows set outcome = 'completed', label = 'Bought' where row_id = $1`, [
      `${executionId}_0`,
    ]);
    const executions = projections.find(({ name }) => name === 'executions');
    if (!executions) throw new Error('There is no projection of executions.');
    const first = await rebuild(product.app.log, product.db, executions, { ...silent, swap: true });
    expect(first.tables.find(({ table }) => table === 'rows')?.different).toBe(2);
    const second = await rebuild(product.app.log, product.db, executions, { ...silent, swap: false });
    expect(second.tables.every(({ different }) => different === 0)).toBe(true);
  });
  test('with duplicated, reordered, early and lost callbacks every row ended once and none is in doubt', async () => {
    const { rows } = await product.db.pool.query(
      'select rows, admitted, in_doubt, open from reporting.execution_totals where execution_id = $1',
      [executionId],
    );
    expect(rows).toEqual([{ rows: 400, admitted: 400, in_doubt: 0, open: 0 }]);
  });
});

describe('the ledger', () => {
  const verify = async () => {
    const store = openPostgresEventStore(product.db);
    const verdict = await verifyLedger(sealedLog(store), product.db);
    await store.close();
    return verdict;
  };
  test('vouches for every event of the log', async () => {
    expect(await verify()).toMatchObject({ ok: true, events: Number(await product.app.log.head()) });
  });
  test('stays true when somebody is forgotten', async () => {
    const { rows } = await product.db.pool.query<{ contact_id: string }>('select contact_id from read.rows limit 1');
    await openKeyRing(product.db).forget(rows[0]?.contact_id ?? '');
    expect((await verify()).ok).toBe(true);
  });
  test('names the first event that was changed behind its back', async () => {
    await product.db.pool.query(
      `alter table es.event disable trigger no_change; update es.event set data = '{"changed": true}' where position = 42; alter table es.event enable trigger no_change`,
    );
    expect(await verify()).toMatchObject({ ok: false, firstBad: 42 });
  });
});
