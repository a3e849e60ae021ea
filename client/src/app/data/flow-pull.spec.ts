/** @jest-environment node */
import { afterEach, expect, test } from '@jest/globals';
import { createStream, openTab, opsOf, until } from '#app-testing/devices';
import type { Body } from '#contracts/flow/operation';
import type { SyncEvent } from '#contracts/wire/sync';
import type { Device } from './device.ts';
import { createFlowPull } from './flow-pull.ts';
import type { ServerSocket } from './server-link.ts';
import { uuid7 } from './uuid7.ts';

let device: Device;
afterEach(() => device.close());

const step = (id: string): Body => ({ k: 'addStep', id, type: 'SendMessage', x: 0, y: 0, config: {} });

/** A server that answers every question with what the flow holds beyond the revision that is named. */
function answering(events: readonly SyncEvent[]): ServerSocket {
  const emitWithAck = (_: string, { fromRev }: { fromRev: number }): Promise<object> =>
    Promise.resolve({ status: 'ok', head: events.length - 1, events: events.filter(({ rev }) => rev > fromRev) });
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
  const socket = answering(stream.events);
  const pull = createFlowPull({ flowId, socket, store: device.store, at, newId: uuid7, report });
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
