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
  const anew = (swap = false) => rebuild(product.app.log, product.db, projections, { ...silent, swap });
  const different = async () =>
    (await anew()).flatMap(({ tables }) => tables.flatMap((each) => (each.different > 0 ? [each] : [])));

  test('every read table made anew from the log equals the live one, row for row', async () => {
    const rebuilt = await anew();
    expect(rebuilt.map(({ name }) => name)).toEqual(projections.map(({ name }) => name));
    expect(rebuilt.flatMap(({ tables }) => tables.map(({ table, different: n }) => [table, n]))).toEqual(
      projections.flatMap(({ tables }) => tables.map((table) => [table, 0])),
    );
    expect(rebuilt.flatMap(({ tables }) => tables).find(({ table }) => table === 'rows')?.rows).toBe(400);
  });
  test('a read table that was tampered with is found out and put right', async () => {
    await product.db.pool.query(`update read.rows set outcome = 'completed', label = 'Bought' where row_id = $1`, [
      `${executionId}_0`,
    ]);
    expect(await different()).toMatchObject([{ table: 'rows', different: 2 }]);
    await anew(true);
    expect(await different()).toEqual([]);
  });
  test('a rebuild that is interrupted leaves nothing behind', async () => {
    const stop = (done: number): void => {
      if (done > 0) throw new Error('interrupted');
    };
    await expect(rebuild(product.app.log, product.db, projections, { progress: stop, swap: true })).rejects.toThrow(
      'interrupted',
    );
    const { rows } = await product.db.pool.query(`select 1 from pg_namespace where nspname like 'rebuild%'`);
    expect(rows).toEqual([]);
    expect(await different()).toEqual([]);
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
