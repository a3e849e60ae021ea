/** @jest-environment node */
import { afterEach, expect, test } from '@jest/globals';
import { createStream, fillStorage, openTab, opsOf, until } from '#app-testing/devices';
import type { Body } from '#contracts/flow/operation';
import type { Device } from './device.ts';
import { pendingAsJson } from './pending-as-json.ts';
import { uuid7 } from './uuid7.ts';

let empty: () => void = () => undefined;
let device: Device | null = null;
afterEach(async () => {
  empty();
  await device?.close();
  device = null;
});

const step = (id: string): Body => ({ k: 'addStep', id, type: 'End', x: 0, y: 0, config: {} });

async function fetched(flowId = uuid7()) {
  device ??= openTab(uuid7());
  const desk = await device.openFlow(flowId);
  await device.store.receive(flowId, createStream().push(opsOf(flowId, [step('theirs')]), 'person-bruno'), {
    away: false,
  });
  await until(desk, ({ rev }) => rev === 0);
  return { device, desk, flowId };
}

test('on a full device an edit is refused visibly, and what waited before still waits', async () => {
  const { desk } = await fetched();
  await desk.edit([step('before')]);
  empty = fillStorage('outbox', Infinity);
  expect(await desk.edit([step('after')])).toEqual({ saved: false, why: 'storage-full' });
  expect([desk.current()?.waiting, desk.current()?.saving]).toEqual([1, 0]);
  expect([...(desk.current()?.view.steps.keys() ?? [])]).toEqual(['theirs', 'before']);
});

test('room is made by what can be fetched again, never by edits', async () => {
  const other = await fetched();
  await other.desk.edit([step('waits')]);
  await other.desk.close();
  const { desk, flowId } = await fetched();
  empty = fillStorage('outbox', 1);
  expect(await desk.edit([step('mine')])).toMatchObject({ saved: true });
  const { db } = other.device;
  expect((await db.snapshots.toArray()).map((row) => row.flowId)).toEqual([flowId]);
  expect(await db.flows.get(other.flowId)).toMatchObject({ fetched: false, rev: -1 });
  expect((await db.outbox.toArray()).map(({ id }) => id).sort()).toEqual(['mine', 'waits']);
});

test('pending edits can be taken along as a file', async () => {
  const { device: on, desk, flowId } = await fetched();
  await desk.edit([step('mine')]);
  const file = JSON.parse(await pendingAsJson(on.db, 0)) as { flows: { flowId: string; waiting: { id: string }[] }[] };
  expect(file.flows.find((flow) => flow.flowId === flowId)?.waiting.map(({ id }) => id)).toEqual(['mine']);
});
