import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEsdbEventStore } from '#server/engine/eventstore/esdb-event-store';
import { verifyLedger } from '#server/engine/ledger/ledger';
import { sealedLog } from '#server/engine/log/sealed-log';
import { checkpointFault } from '#server/engine/subscriptions/check-checkpoints';
import { rebuildDispatches } from '#server/executions/rebuild-dispatches';
import { rebuildAll } from '#server/rebuild-all';
import { activeCampaign, draftCampaign, ended, start, until } from '#testing/campaign';
import { startDouble, type EsdbDouble } from '#testing/esdb-double/start-double';
import { startTestProduct, type TestProduct } from '#testing/product';

let double: EsdbDouble;
let product: TestProduct;
beforeAll(async () => {
  double = await startDouble();
  product = await startTestProduct({ openStore: () => openEsdbEventStore(double.url) });
});
afterAll(async () => {
  await product.close();
  double.stop();
});

const endings = ['0001', '0002', '0003', '0004', '0005', '0006', '0007'];
const csv = `name,phone\n${Array.from({ length: 60 }, (_, i) => `Person ${i},+5696${String(100 + i)}${endings[i % 7]}`).join('\n')}\n`;

const totalsOn = async (subject: TestProduct): Promise<unknown> => {
  const admin = await subject.as('admin');
  const campaign = await activeCampaign(admin, csv, 3_600);
  const executionId = await start(admin, campaign, { timeScale: 400, pacing: 'none' });
  await ended(admin, executionId);
  await subject.caughtUp();
  const { rows } = await subject.db.pool.query<Record<string, unknown>>(
    `select status, outcome, label, reason, count(*) as rows from read.rows where execution_id = $1
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [executionId],
  );
  return rows;
};

describe('the product on EventStoreDB (a protocol double)', () => {
  test('comes to the same totals as on its own store, and nothing of it stands in the own one', async () => {
    const own = await startTestProduct();
    const [there, here] = await Promise.all([totalsOn(own), totalsOn(product)]).finally(() => own.close());
    expect(here).toEqual(there);
    const { rows } = await product.db.pool.query<{ n: number }>('select count(*) as n from es.event');
    expect(rows[0]?.n).toBe(0);
    expect(product.faults).toEqual([]);
  });

  test('makes its tables, its dispatches and its ledger anew from that log, equal to the live ones', async () => {
    await product.caughtUp();
    const { log, db } = { log: product.app.log, db: product.db };
    const rebuilt = await rebuildAll({ log, db }, [], { progress: () => undefined, swap: false });
    expect(rebuilt.flatMap(({ tables }) => tables).filter(({ different }) => different > 0)).toEqual([]);
    const { tables } = await rebuildDispatches(log, db, { progress: () => undefined, swap: false });
    // A dispatch that led to nothing leaves no trace, and is asked for once more.
    const differing = tables.filter(({ table, missing, extra }) => extra + (table === 'dispatch' ? 0 : missing) > 0);
    expect(differing).toEqual([]);
    const store = openEsdbEventStore(double.url);
    expect(await verifyLedger(sealedLog(store), db)).toMatchObject({ ok: true });
    await store.close();
  });

  test('answers a command whose append lost its answer, and has written it once', async () => {
    const admin = await product.as('admin');
    const { campaignId } = await draftCampaign(admin);
    const written = () => double.log.visible(`campaign-${campaignId}`).length;
    const before = written();
    double.treatAppends('breakAfterWriting');
    const answering = admin.command(`/api/campaigns/${campaignId}/commands`, 'DescribeCampaign', { name: 'Renamed' });
    await until(() => Promise.resolve(written() > before ? true : null));
    double.treatAppends('answer');
    expect((await answering).status).toBe(200);
    expect(written()).toBe(before + 1);
  });

  test('waits while the store is away, says so, and goes on with nothing lost and nobody reached twice', async () => {
    const admin = await product.as('admin');
    const people = Array.from({ length: 400 }, (_, i) => `Person ${i},+5697${String(1_000 + i)}005`).join('\n');
    const campaign = await activeCampaign(admin, `name,phone\n${people}\n`, 3_600);
    const already = product.ledger.lines.length;
    const executionId = await start(admin, campaign, {
      timeScale: 10_000,
      pacing: 'none',
      batchSize: 50,
      autoPause: null,
    });
    await until(() => Promise.resolve(product.ledger.lines.length > already + 40 ? true : null));
    double.goAway();
    const unready = await until(async () => {
      const answer = await admin.get('/readyz');
      return answer.status === 503 ? answer : null;
    });
    expect(unready.body).toMatchObject({ status: 'not ready', database: 'ok', eventStore: 'unreachable' });
    const refused = await admin.command(`/api/campaigns/${campaign.campaignId}/commands`, 'ArchiveCampaign');
    expect(refused.status).toBe(503);
    const said = () => product.faults.filter(({ message }) => message.startsWith('The event store cannot be reached'));
    expect(said()).toHaveLength(1);
    await double.comeBack();
    expect(await ended(admin, executionId)).toMatchObject({ rows: 400, in_doubt: 0 });
    const sent = product.ledger.lines.flatMap((line) =>
      line.line === 'taken' && line.taken.message.attemptId.startsWith(executionId)
        ? [line.taken.message.attemptId]
        : [],
    );
    expect(new Set(sent).size).toBe(sent.length);
    await until(async () => ((await admin.get('/readyz')).status === 200 ? true : null));
    expect(said()).toHaveLength(1);
  });

  test('refuses a log that is older than its tables, and one that is another', async () => {
    await product.caughtUp();
    expect(await checkpointFault(product.app.log, product.db)).toBeNull();
    const other = await startDouble();
    const store = openEsdbEventStore(other.url);
    expect(await checkpointFault({ ...product.app.log, ...sealedLog(store) }, product.db)).toContain(
      'connect the right store',
    );
    await store.close();
    other.stop();
    const older = { ...product.app.log, head: () => Promise.resolve('1/1') };
    expect(await checkpointFault(older, product.db)).toContain('restored from an older copy');
  });
});
