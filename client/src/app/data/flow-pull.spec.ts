/** @jest-environment node */
import { afterEach, expect, test } from '@jest/globals';
import { createStream, openTab, opsOf, until } from '#app-testing/devices';
import type { Body } from '#contracts/flow/operation';
import { stateHash } from '#contracts/flow/snapshot';
import type { Device } from './device.ts';
import { createFlowPull } from './flow-pull.ts';
import { askingOver, type ServerSocket } from './server-link.ts';
import { uuid7 } from './uuid7.ts';

let device: Device;
afterEach(() => device.close());

const step = (id: string): Body => ({ k: 'addStep', id, type: 'SendMessage', x: 0, y: 0, config: {} });

/** A server that answers every question with what the flow holds beyond the revision that is named. */
function answering({ events, state }: ReturnType<typeof createStream>): ServerSocket {
  const emitWithAck = (_: string, { fromRev }: { fromRev: number }): Promise<object> => {
    const [head, hash] = [events.length - 1, { rev: state().rev, hash: stateHash(state()) }];
    return Promise.resolve({ status: 'ok', head, hash, events: events.filter(({ rev }) => rev > fromRev) });
  };
  return { connected: true, timeout: () => ({ emitWithAck }) } as unknown as ServerSocket;
}

test('what comes by itself is listed as merged until the first answer of a connection has come, and not after it', async () => {
  const faults: unknown[] = [];
  device = openTab(uuid7(), { faults });
  const flowId = uuid7();
  const desk = await device.openFlow(flowId);
  const stream = createStream();
  stream.push(opsOf(flowId, [step('a')]), 'person-bruno');
  await device.store.receive(flowId, stream.events, { away: false });

  const at = { onServer: 0, toFetch: true, head: -1, mustFork: false };
  const report = (sentence: string): void => void faults.push(sentence);
  const ask = askingOver(answering(stream));
  const pull = createFlowPull({ flowId, ask, store: device.store, at, newId: uuid7, report });
  const comes = async (id: string): Promise<void> => {
    const before = stream.events.length;
    stream.push(opsOf(flowId, [step(id)]), 'person-bruno');
    await pull.takeIn([{ flowId, head: stream.events.length - 1, events: stream.events.slice(before) }]);
  };
  await comes('before');
  await pull.fetchAll();
  await comes('after');

  const { merged } = await until(desk, ({ rev }) => rev === 2);
  expect([merged.map(({ op }) => op.id), faults]).toEqual([['before'], []]);
});

test('a server that was restored and has gone on beyond this device: what it lost of this person is set aside', async () => {
  const faults: unknown[] = [];
  const ana = uuid7();
  device = openTab(ana, { faults });
  const flowId = uuid7();
  const desk = await device.openFlow(flowId);
  const common = opsOf(flowId, [step('a')]);
  const lost = createStream();
  lost.push(common, 'person-bruno');
  const { replica } = await until(desk, () => true);
  lost.push(opsOf(flowId, [step('mine'), step('also')], replica), `person-${ana}`);
  await device.store.receive(flowId, lost.events, { away: false });

  const restored = createStream();
  restored.push(common, 'person-bruno');
  restored.push(opsOf(flowId, ['b', 'c', 'd'].map(step)), 'person-bruno');
  const at = { onServer: 0, toFetch: true, head: -1, mustFork: false };
  const report = (sentence: string): void => void faults.push(sentence);
  const parts = { flowId, ask: askingOver(answering(restored)), store: device.store, at, newId: uuid7, report };
  await createFlowPull(parts).fetchAll();

  const { view, quarantine } = await until(desk, (flow) => flow.quarantine.length === 2);
  expect([...view.steps.keys()]).toEqual(['a', 'b', 'c', 'd']);
  expect(quarantine.map(({ why, op }) => [why, op.k, op.id])).toEqual([
    ['lost', 'addStep', 'also'],
    ['lost', 'addStep', 'mine'],
  ]);
  expect(faults).toEqual([expect.stringContaining('holds something else than the server')]);
});
