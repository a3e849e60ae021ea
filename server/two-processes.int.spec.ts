import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentOf } from '#contracts/flow/evolve';
import { stateHash } from '#contracts/flow/snapshot';
import { listen as listenTo } from '#server/engine/postgres/wake-up';
import { createFlowFolds } from '#server/flows/flow-folds';
import { accepted, activeCampaign, start, until } from '#testing/campaign';
import { holdFollowers } from '#testing/held-follower';
import { callerWith, startTestProduct, type Caller, type TestProduct } from '#testing/product';
import { connect, type Heard } from '#testing/socket-client';
import { createDevice, type Device } from '#testing/socket-device';

let product: TestProduct;
let admin: Caller;
const folder = mkdtempSync(join(tmpdir(), 'ai-flows-second-'));
let second: { readonly url: string; readonly child: ChildProcess };
const devices: Device[] = [];
const heards: Heard[] = [];

/** The product in a process of its own, on the database of the first. */
async function startSecond(): Promise<typeof second> {
  const child = fork('server/main.ts', {
    stdio: 'ignore',
    env: {
      ...process.env,
      ...{ DATABASE_URL: product.db.url, DATA_DIR: folder, PORT: '0', HOST: '127.0.0.1', CLIENT_DIR: 'none' },
      ...{ NODE_OPTIONS: '', ORGANISATION_COUNTRY: 'CL' },
    },
  });
  const [told] = (await once(child, 'message')) as [{ ready: string }];
  return { url: told.ready, child };
}

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
  second = await startSecond();
});
afterEach(() => {
  for (const device of devices.splice(0)) device.breakOff();
  for (const { socket } of heards.splice(0)) socket.close();
});
afterAll(async () => {
  if (second.child.kill('SIGKILL')) await once(second.child, 'exit');
  rmSync(folder, { recursive: true, force: true });
  await product.close();
});

const deviceOf = async (flowId: string): Promise<Device> => {
  const cookie = await product.cookie('editor');
  const { body } = await callerWith(product.url, cookie).get('/api/me');
  const device = createDevice(flowId, { cookie, person: `person-${String(body.personId)}` });
  devices.push(device);
  return device;
};
const connected = async (url: string, cookie: string): Promise<Heard> => {
  const heard = await connect(url, { cookie });
  heards.push(heard);
  return heard;
};
const newFlow = async (): Promise<string> => {
  const flowId = randomUUID();
  await accepted(admin.command(`/api/flows/${flowId}/commands`, 'CreateFlow', { name: 'Reminder' }));
  return flowId;
};
const step = (id: string) => ({ k: 'addStep', id, type: 'End', x: 0, y: 0, config: {} }) as const;

describe('two processes on one database', () => {
  test('who edits a flow in one sees who has it open in the other, and their edits', async () => {
    const flowId = await newFlow();
    const [one, two] = [await deviceOf(flowId), await deviceOf(flowId)];
    await one.connect(product.url);
    await two.connect(second.url);
    const both = await one.heard?.hears('flow:presence', ({ present }) => present.length === 2);
    expect(both?.present.map(({ replica }) => replica).sort()).toEqual(
      [one.replica.replica, two.replica.replica].sort(),
    );
    one.make(step('a'));
    await one.push();
    await two.heard?.hears('flow:events', ({ events }) => events.some(({ rev }) => rev === 0));
    two.make(step('b'));
    await two.push();
    for (const { heard } of [one, two])
      await heard?.hears('flow:events', ({ events }) => events.some(({ rev }) => rev === 1));
    expect(documentOf(one.replica.confirmed)).toEqual(documentOf(two.replica.confirmed));
  });

  test('what happens is told in both, whichever of them it went through', async () => {
    const ids = await activeCampaign(admin, 'phone,name\n+56911110005,Ana\n+56911120005,Bruno\n');
    const watching = await Promise.all(
      [product.url, second.url].map(async (url) => connected(url, await product.cookie('operator'))),
    );
    const executionId = await start(admin, ids);
    for (const { ask } of watching) await ask('watch', { room: `execution:${executionId}` });
    for (const { hears } of watching)
      await hears('facts', ({ facts }) =>
        facts.some((fact) => fact.kind === 'execution' && fact.status === 'completed' && fact.delivered === 2),
      );
  });

  test('what somebody did through one they find through the other, however far its tables lag', async () => {
    const cookie = await product.cookie('admin');
    const [here, there] = [callerWith(product.url, cookie), callerWith(second.url, cookie)];
    const path = `/api/campaigns/${randomUUID()}`;
    await product.caughtUp();
    const held = await holdFollowers(product.db, ['campaigns']);
    await accepted(here.command(`${path}/commands`, 'CreateCampaign', { flowId: randomUUID(), name: 'New' }));
    const answering = there.get(path);
    const looked = until(async () => {
      const { rowCount } = await product.db.pool.query(
        `select from pg_stat_activity where query like 'select w.position as written%' and datname = current_database()`,
      );
      return rowCount ? true : null;
    });
    await Promise.race([looked, answering]);
    await held.letGo();
    expect((await answering).status).toBe(200);
  });

  test('who is revoked in one is shown out of the other at once', async () => {
    const revoked = await product.cookie('editor');
    const device = await connected(second.url, revoked);
    const { body } = await callerWith(product.url, revoked).get('/api/me');
    await accepted(admin.command(`/api/people/${String(body.personId)}/commands`, 'RevokePerson'));
    expect(await device.gone).toBe('io server disconnect');
  });

  test('a server that is killed right after an append loses nothing, and the push is not written twice', async () => {
    const { url, child } = second;
    const flowId = await newFlow();
    const device = await deviceOf(flowId);
    await device.connect(url);
    // A notice of our own comes with the commit of the append, before the server can have said anything about it.
    await product.db.pool.query(
      `create function public.tell_commit() returns trigger language plpgsql as $$
         begin perform pg_notify('committed', ''); return null; end $$;
       create trigger tell_commit after insert on es.event for each statement execute function public.tell_commit()`,
    );
    let listening = (): void => undefined;
    const listens = new Promise<void>((resolve) => (listening = resolve));
    const listener = listenTo(product.db.url, 'committed', (notice) => {
      if (notice === null) listening();
      else child.kill('SIGKILL');
    });
    await listens;
    device.make(step('a'));
    device.make(step('b'));
    void device.push();
    await once(child, 'exit');
    await listener.close();
    await product.db.pool.query('drop trigger tell_commit on es.event');
    device.breakOff();
    device.make(step('c'));
    await device.connect(product.url);
    await device.settle();
    const truth = await createFlowFolds(product.app.log).read(flowId);
    expect([...truth.steps.keys()]).toEqual(['a', 'b', 'c']);
    expect(truth.rev).toBe(2);
    expect(stateHash(device.replica.confirmed)).toBe(stateHash(truth));
  });
});
