import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { connect as connectTo, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { canonical } from '#contracts/kernel/canonical';
import { documentOf } from '#contracts/flow/evolve';
import { snapshotOf, stateHash } from '#contracts/flow/snapshot';
import { someEdit } from '#contracts/flow/sync-model/edits';
import { syncSchema, type PushAnswer } from '#contracts/wire/sync';
import { createFlowFolds } from './flow-folds.ts';
import { accepted } from '#testing/campaign';
import { callerWith, startTestProduct, type Caller, type TestProduct } from '#testing/product';
import { connect } from '#testing/socket-client';
import { createDevice, type Device } from '#testing/socket-device';

let product: TestProduct;
let admin: Caller;
const devices: Device[] = [];

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
});
afterEach(() => {
  for (const device of devices.splice(0)) device.breakOff();
});
afterAll(async () => {
  expect(product.faults).toEqual([]);
  await product.close();
});

const newFlow = async (): Promise<string> => {
  const flowId = randomUUID();
  await accepted(admin.command(`/api/flows/${flowId}/commands`, 'CreateFlow', { name: 'Reminder' }));
  return flowId;
};
const someone = async (role: Parameters<TestProduct['cookie']>[0] = 'editor') => {
  const cookie = await product.cookie(role);
  const { body } = await callerWith(product.url, cookie).get('/api/me');
  return { cookie, person: `person-${String(body.personId)}`, name: String(body.name) };
};
const deviceOf = async (flowId: string, who?: { cookie: string; person: string }): Promise<Device> => {
  const device = createDevice(flowId, who ?? (await someone()));
  devices.push(device);
  return device;
};
const step = (id: string) => ({ k: 'addStep', id, type: 'End', x: 0, y: 0, config: {} }) as const;
const truth = (flowId: string) => createFlowFolds(product.app.log).read(flowId);

describe('a flow on two devices', () => {
  test('what one edits comes to the other by itself, with the hash of the whole', async () => {
    const flowId = await newFlow();
    const [one, two] = [await deviceOf(flowId), await deviceOf(flowId)];
    await Promise.all([one.connect(product.url), two.connect(product.url)]);
    one.make(step('a'));
    one.make(step('b'));
    expect(await one.push()).toEqual({ status: 'ok', lastSeq: 2, head: 1 });
    await two.heard?.hears('flow:events', ({ events }) => events.some(({ rev }) => rev === 1));
    expect(documentOf(two.replica.confirmed)).toEqual(documentOf(one.view()));
    await two.heard?.hears('flow:events', ({ hash }) => hash?.rev === 1);
    expect(two.checked).toBeGreaterThan(0);
  });

  test('each sees who else has it open, until they close it or are gone; names only who may see them', async () => {
    const flowId = await newFlow();
    const [ana, bruno, auditor] = [await someone('editor'), await someone('admin'), await someone('auditor')];
    const sockets = await Promise.all([ana, bruno, auditor].map(({ cookie }) => connect(product.url, { cookie })));
    const [a, b, c] = sockets;
    if (!a || !b || !c) throw new Error('Three sockets are wanted.');
    const replicas = [randomUUID(), randomUUID(), randomUUID()];
    await a.ask('flow:open', { flowId, replica: replicas[0] ?? '' });
    await b.ask('flow:open', { flowId, replica: replicas[1] ?? '' });
    const opened = await c.ask('flow:open', { flowId, replica: replicas[2] ?? '' });
    if (opened.status !== 'ok') throw new Error(opened.detail);
    expect(opened.present.map(({ replica, name }) => [replica, name])).toEqual(replicas.map((id) => [id, null]));
    const full = await a.hears('flow:presence', ({ present }) => present.length === 3);
    expect(full.present.map(({ name }) => name)).toEqual([ana.name, bruno.name, auditor.name]);
    expect(full.present.map(({ personId }) => `person-${personId}`)).toContain(bruno.person);
    await b.ask('flow:close', { flowId });
    await a.hears(
      'flow:presence',
      ({ present }) => present.length === 2 && present.every(({ replica }) => replica !== replicas[1]),
    );
    c.socket.io.engine.close();
    await a.hears('flow:presence', ({ present }) => present.length === 1);
    for (const { socket } of sockets) socket.close();
  });

  test('a device that is far behind is given the whole flow, and goes on from it like all others', async () => {
    const flowId = await newFlow();
    const [one, two] = [await deviceOf(flowId), await deviceOf(flowId)];
    await one.connect(product.url);
    one.make(step('a'));
    for (let i = 0; i < 560; i += 1) one.make({ k: 'moveStep', id: 'a', x: i, y: i });
    one.make({ k: 'disconnect', id: 'nothing' });
    await one.settle();
    two.make({ k: 'setField', id: 'a', field: 'label', to: 'mine' });
    await two.connect(product.url);
    expect(two.replica.confirmed.rev).toBe(one.replica.confirmed.rev);
    expect(two.checked).toBe(1);
    await two.settle();
    await one.pull();
    expect(stateHash(one.replica.confirmed)).toBe(stateHash(await truth(flowId)));
    expect(canonical(snapshotOf(two.replica.confirmed))).toBe(canonical(snapshotOf(one.replica.confirmed)));
  });
});

describe('law 4: what is pushed twice is written once', () => {
  test('the same push by the socket, again, and by HTTP', async () => {
    const flowId = await newFlow();
    const who = await someone();
    const { socket, ask } = await connect(product.url, { cookie: who.cookie });
    const device = createDevice(flowId, who);
    device.make(step('a'));
    const push = { replica: device.replica.replica, ops: device.replica.outbox, schema: syncSchema };
    const answers = [await ask('flow:push', { flowId, ...push }), await ask('flow:push', { flowId, ...push })];
    const { body } = await callerWith(product.url, who.cookie).post(`/api/flows/${flowId}/push`, push);
    expect([...answers, body]).toEqual([1, 2, 3].map(() => ({ status: 'ok', lastSeq: 1, head: 0 })));
    expect(await product.app.log.read(`flow-${flowId}`)).toHaveLength(1);
    socket.close();
  });

  test('the server took a push and its answer was lost', async () => {
    const flowId = await newFlow();
    const device = await deviceOf(flowId);
    const line = await openLine(product.url);
    await device.connect(line.url);
    line.deaf();
    device.make(step('a'));
    const asked = device.push();
    await appended(flowId, 1);
    line.cut();
    expect(await asked).toBeNull();
    device.make(step('b'));
    await device.connect(product.url);
    expect(device.replica.outbox).toHaveLength(1);
    await device.settle();
    expect((await truth(flowId)).rev).toBe(1);
    expect(documentOf(device.replica.confirmed)).toEqual(documentOf(await truth(flowId)));
    await line.close();
  });
});

describe('what a push is answered', () => {
  test.each<readonly [string, (replica: string, flowId: string) => object, Partial<PushAnswer>]>([
    ['an edit before it is missing', () => ({ seq: 7 }), { status: 'gap', lastSeq: 0 }],
    ['it is of another flow', () => ({ flowId: randomUUID() }), { status: 'refused', code: 'Invalid' }],
  ])('%s', async (_name, change, wanted) => {
    const flowId = await newFlow();
    const who = await someone();
    const { socket, ask } = await connect(product.url, { cookie: who.cookie });
    const device = createDevice(flowId, who);
    device.make(step('a'));
    const ops = device.replica.outbox.map((op) => ({ ...op, ...change(op.replica, flowId) }));
    const push = { flowId, replica: device.replica.replica, ops, schema: syncSchema };
    expect(await ask('flow:push', push)).toMatchObject(wanted);
    socket.close();
  });

  test('a number was used for another edit before: fork', async () => {
    const [flowId, who] = [await newFlow(), await someone()];
    const device = await deviceOf(flowId, who);
    await device.connect(product.url);
    const backup = device.replica;
    device.make(step('a'));
    await device.settle();
    device.breakOff();
    device.replica = backup;
    device.make(step('b'));
    const { socket, ask } = await connect(product.url, { cookie: who.cookie });
    const push = { flowId, replica: backup.replica, ops: device.replica.outbox, schema: syncSchema };
    expect(await ask('flow:push', push)).toEqual({ status: 'fork', lastSeq: 1, head: 0 });
    socket.close();
    await device.connect(product.url);
    expect(device.replica.replica).not.toBe(backup.replica);
    await device.settle();
    expect([...(await truth(flowId)).steps.keys()]).toEqual(['a', 'b']);
  });

  test('the device belongs to somebody else: forbidden, and nothing is written', async () => {
    const flowId = await newFlow();
    const [ana, bruno] = [await someone(), await someone()];
    const device = await deviceOf(flowId, ana);
    await device.connect(product.url);
    device.make(step('a'));
    await device.settle();
    device.make(step('b'));
    const { socket, ask } = await connect(product.url, { cookie: bruno.cookie });
    const push = { replica: device.replica.replica, ops: device.replica.outbox, schema: syncSchema };
    expect(await ask('flow:push', { flowId, ...push })).toMatchObject({ status: 'forbidden', lastSeq: 1 });
    const { body } = await callerWith(product.url, bruno.cookie).post(`/api/flows/${flowId}/push`, push);
    expect(body).toMatchObject({ status: 'forbidden' });
    expect((await truth(flowId)).rev).toBe(0);
    socket.close();
  });

  test('the app is newer, the flow is missing, the flow is archived', async () => {
    const flowId = await newFlow();
    const { socket, ask } = await connect(product.url, { cookie: await product.cookie('editor') });
    const push = { replica: randomUUID(), ops: [], schema: syncSchema };
    expect(await ask('flow:push', { flowId, ...push, schema: syncSchema + 1 })).toMatchObject({ status: 'upgrade' });
    expect(await ask('flow:sync', { flowId, fromRev: -1, schema: syncSchema + 1 })).toMatchObject({
      status: 'upgrade',
    });
    const missing = { status: 'refused', code: 'NotFound' };
    expect(await ask('flow:push', { flowId: randomUUID(), ...push })).toMatchObject(missing);
    expect(await ask('flow:sync', { flowId: randomUUID(), fromRev: -1, schema: 1 })).toMatchObject(missing);
    expect(await ask('flow:open', { flowId: randomUUID(), replica: push.replica })).toMatchObject(missing);
    await accepted(admin.command(`/api/flows/${flowId}/commands`, 'ArchiveFlow'));
    expect(await ask('flow:push', { flowId, ...push })).toMatchObject({ status: 'refused', code: 'FlowIsArchived' });
    socket.close();
  });
});

/** A run is a list of numbers, taken one after the other to decide what happens. */
const schedules = fc.array(fc.nat({ max: 2 ** 30 }), { minLength: 150, maxLength: 150 });

test('law 8: however connections break, devices end with the same flow, and nothing is lost', async () => {
  const seed = Number(process.env.SYNC_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`sync over sockets: seed ${seed}\n`);
  await fc.assert(
    fc.asyncProperty(schedules, (schedule) => liveThrough(schedule)),
    { seed, numRuns: Number(process.env.SYNC_SOCKET_RUNS ?? 3), endOnFailure: true },
  );
});

type Draw = (below: number) => number;
type World = {
  readonly made: Set<string>;
  readonly backups: Map<Device, Device['replica']>;
  readonly under: Promise<unknown>[];
};

/** What may happen next, each as often as it stands before the next bound (of twenty). */
const happenings: readonly (readonly [
  bound: number,
  happens: (device: Device, world: World, next: Draw) => unknown,
])[] = [
  [
    10,
    (device, { made }, next) => {
      device.make(someEdit(device.view(), { next }, { careful: false, fresh: randomUUID }));
      made.add(device.replica.outbox.at(-1)?.opId ?? '');
    },
  ],
  [15, (device, { under }, next) => under.push(device.push(1 + next(5)))],
  [16, (device) => device.pull()],
  [18, (device) => (device.heard ? device.breakOff() : device.connect(product.url))],
  [19, (device, { backups }) => backups.set(device, device.replica)],
  [20, (device, world) => restored(device, world)],
];

/** The device comes back as it was at its backup: edits made since that reached nobody are gone with it. */
function restored(device: Device, { made, backups }: World): void {
  const backup = backups.get(device);
  if (!backup) return;
  const known = new Set(backup.outbox.map(({ opId }) => opId));
  for (const { opId } of device.replica.outbox) if (!known.has(opId)) made.delete(opId);
  device.replica = backup;
  device.breakOff();
}

async function liveThrough(schedule: readonly number[]): Promise<void> {
  let at = 0;
  const next: Draw = (below) => (schedule[(at += 1) % schedule.length] ?? 0) % below;
  const flowId = await newFlow();
  const all = [await deviceOf(flowId), await deviceOf(flowId), await deviceOf(flowId)] as const;
  const world: World = { made: new Set(), backups: new Map(), under: [] };
  await Promise.all(all.map((device) => device.connect(product.url)));
  while (at < schedule.length) {
    const device = all[next(all.length)] ?? all[0];
    const drawn = next(20);
    await happenings.find(([bound]) => drawn < bound)?.[1](device, world, next);
  }
  await Promise.all(world.under);
  for (const device of all) if (!device.heard) await device.connect(product.url);
  for (let round = 0; round < 3; round += 1) for (const device of all) await device.settle();
  const state = await truth(flowId);
  for (const device of all) {
    expect(device.replica.confirmed.rev).toBe(state.rev);
    expect(stateHash(device.replica.confirmed)).toBe(stateHash(state));
    expect(canonical(documentOf(device.view()))).toBe(canonical(documentOf(state)));
    device.breakOff();
  }
  for (const opId of world.made) expect([opId, state.ops.has(opId)]).toEqual([opId, true]);
}

/** Resolves once so many events stand in the flow's stream. */
async function appended(flowId: string, events: number): Promise<void> {
  while ((await product.app.log.read(`flow-${flowId}`)).length < events)
    await new Promise((resolve) => setImmediate(resolve));
}

/** A line to the product that can be made to lose what the server says, and cut. */
async function openLine(to: string) {
  const ends: Socket[] = [];
  let deaf = false;
  const server = createServer((near) => {
    const far = connectTo(Number(new URL(to).port), '127.0.0.1');
    ends.push(near, far);
    near.on('data', (sent) => far.write(sent));
    far.on('data', (said) => {
      if (!deaf) near.write(said);
    });
    for (const end of [near, far]) end.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    deaf: () => void (deaf = true),
    cut: () => {
      for (const end of ends) end.destroy();
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
