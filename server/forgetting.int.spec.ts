import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { personalFields } from '#contracts/registry';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { verifyLedger } from '#server/engine/ledger/ledger';
import { createLog } from '#server/engine/log/create-log';
import { openKeyRing } from '#server/engine/log/key-ring';
import { sealedLog } from '#server/engine/log/sealed-log';
import { accepted, activeCampaign, ended, start, until } from '#testing/campaign';
import { startTestProduct, type Caller, type TestProduct } from '#testing/product';

const number = '+56967770005';
const csv = `name,phone,note\nRosa Forgetmenot,${number},likes tea\nAna,+56967771005,x\n`;

let product: TestProduct;
let admin: Caller;
let executionId: string;

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
  executionId = await start(admin, await activeCampaign(admin, csv, 60), { timeScale: 1000 });
  await ended(admin, executionId);
});
afterAll(() => product.close());

const timeline = async (): Promise<string> => (await admin.get(`/api/rows/${executionId}_0`)).text;
const forget = (caller: Caller) => caller.command('/api/contacts/commands', 'ForgetContact', { phone: number });

describe('a contact that is forgotten', () => {
  test('was readable before, and may be forgotten by an administrator only', async () => {
    expect(await timeline()).toContain(number);
    expect((await forget(await product.as('operator'))).status).toBe(403);
  });

  test('is unreadable from the answer on, here and in another process, and nobody else is', async () => {
    const before = openPostgresEventStore(product.db);
    const elsewhere = createLog({ store: before, keyRing: openKeyRing(product.db), personal: personalFields });
    await accepted(forget(admin));
    for (const text of [await timeline(), JSON.stringify(await elsewhere.read(`row-${executionId}_0`))])
      expect(text).not.toMatch(/56967770005|Forgetmenot|likes tea/);
    expect((await admin.get(`/api/rows/${executionId}_1`)).text).toContain('+56967771005');
    await before.close();
  });

  test('is found in no table', async () => {
    await product.caughtUp();
    const { rows: tables } = await product.db.pool.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables) {
      const { rows } = await product.db.pool.query<{ n: number }>(
        `select count(*) as n from ${name} t where t::text ~ '67770005|Forgetmenot|likes tea'`,
      );
      expect([name, rows[0]?.n]).toEqual([name, 0]);
    }
  });

  test('is not contacted again, with that reason, although they are on a new list', async () => {
    const again = await start(admin, await activeCampaign(admin, csv, 60), { timeScale: 1000 });
    expect(await ended(admin, again)).toMatchObject({ rows: 2, contacted: 1 });
    const reasons = await until(async () => {
      const { rows } = await product.db.pool.query<{ reason: string }>(
        `select reason from read.decisions where execution_id = $1 and verdict = 'blocked'`,
        [again],
      );
      return rows.length > 0 ? rows : null;
    });
    expect(reasons).toEqual([{ reason: 'ContactForgotten' }]);
  });

  test('stays forgotten: nobody takes it back, and the ledger is still true', async () => {
    const answer = await admin.command('/api/contacts/commands', 'UnsuppressContact', { phone: number });
    expect(answer.body.code).toBe('ContactIsForgotten');
    await product.caughtUp();
    const store = openPostgresEventStore(product.db);
    expect((await verifyLedger(sealedLog(store), product.db)).ok).toBe(true);
    await store.close();
  });
});
