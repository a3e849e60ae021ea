import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { createLog } from '#server/engine/log/create-log';
import { openKeyRing } from '#server/engine/log/key-ring';
import type { Database } from '#server/engine/postgres/database';
import { checkpointFault } from '#server/engine/subscriptions/check-checkpoints';
import { draftCampaign } from '#testing/campaign';
import { startTestProduct, type TestProduct } from '#testing/product';

let one: TestProduct;
let another: TestProduct;
const folder = mkdtempSync(join(tmpdir(), 'ai-flows-identity-'));

beforeAll(async () => {
  // Test databases are copies of one; installations are not.
  const prepare = async (db: Database): Promise<void> => {
    await db.pool.query('update es.head set identity = gen_random_uuid()');
  };
  [one, another] = await Promise.all([startTestProduct(), startTestProduct({ prepare })]);
  for (const product of [one, another]) {
    await draftCampaign(await product.as('admin'));
    await product.caughtUp();
  }
});
afterAll(async () => {
  await Promise.all([one.close(), another.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** What is found at start with the log of one database and the tables of another. */
const faultWith = async (events: Database, tables: Database): Promise<string | null> => {
  const store = openPostgresEventStore(events);
  const log = createLog({ store, keyRing: openKeyRing(events), personal: {} });
  const fault = await checkpointFault(log, tables);
  await store.close();
  return fault;
};

/** The log as it was some events ago, as a copy of an older day would be. */
const older = async (by: number): Promise<void> => {
  await one.db.pool.query(`alter table es.event disable trigger no_change;
    delete from es.event where position > (select position - ${by} from es.head);
    update es.head set position = position - ${by};
    alter table es.event enable trigger no_change`);
};

describe('at start the log must be the one that the tables follow', () => {
  test('which it is, day after day', async () => {
    expect(await faultWith(one.db, one.db)).toBeNull();
  });
  test('and not that of a swapped database', async () => {
    expect(await faultWith(another.db, one.db)).toMatch(
      /follow the event store .+, but this one is .+; connect the right/,
    );
  });
  test('and not one that was put back as it was on an older day, with newer tables beside it', async () => {
    await older(3);
    expect(await faultWith(one.db, one.db)).toMatch(/has seen position \d+, but the log ends at \d+: .+older copy/);
  });
  test('else the product does not run, and says why', async () => {
    const environment = {
      DATABASE_URL: one.db.url,
      DATA_DIR: folder,
      PORT: '0',
      LOG_LEVEL: 'error',
      CLIENT_DIR: 'none',
    };
    const product = spawn(process.execPath, ['server/main.ts'], {
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [product.stdout, product.stderr])
      stream.on('data', (piece: Buffer) => {
        said += piece.toString();
      });
    const [code] = (await once(product, 'exit')) as [number | null];
    expect([code, said]).toEqual([1, expect.stringContaining('older copy')]);
  });
});
