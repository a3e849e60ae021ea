/** @jest-environment node */
import { afterEach, expect, test } from '@jest/globals';
import { createStream, openTab, opsOf, until } from '#app-testing/devices';
import type { Body, ReceivedOp } from '#contracts/flow/operation';
import type { Device } from './device.ts';
import type { FlowStore } from './flow-store.ts';
import { createFlowTurns } from './flow-turns.ts';
import type { ServerSocket } from './server-link.ts';
import { createTelling } from './sync-telling.ts';
import { uuid7 } from './uuid7.ts';

let device: Device;
afterEach(() => device.close());

const step = (id: string): Body => ({ k: 'addStep', id, type: 'SendMessage', x: 0, y: 0, config: {} });

type Request = { readonly fromRev: number; readonly ops: readonly ReceivedOp[] };

/** A server with one flow, and the connection to it, which can be made anew. */
function connected(actor: string) {
  const stream = createStream();
  const cut: string[] = [];
  const answers = {
    'flow:sync': ({ fromRev }: Request) => ({ events: stream.events.filter(({ rev }) => rev > fromRev) }),
    'flow:push': ({ ops }: Request) => {
      stream.push(ops, actor);
      return { lastSeq: ops.at(-1)?.seq };
    },
  };
  const emitWithAck = (message: keyof typeof answers, request: Request): Promise<object> =>
    Promise.resolve({ status: 'ok', ...answers[message](request), head: stream.state().rev });
  const socket = {
    connected: true,
    id: 'first',
    timeout: () => ({ emitWithAck }),
    disconnect: () => ({ connect: () => cut.push(socket.id) }),
  };
  return { stream, cut, socket };
}

test('a turn that is reading or writing while the connection is made anew leaves the next one to list what was merged', async () => {
  const faults: unknown[] = [];
  const ana = uuid7();
  device = openTab(ana, { faults });
  const { db, store } = device;
  const flowId = uuid7();
  const desk = await device.openFlow(flowId);
  const { stream, cut, socket } = connected(`person-${ana}`);
  stream.push(opsOf(flowId, [step('a')]), 'person-bruno');

  let beforeNextRead = (): void => undefined;
  const read: FlowStore['read'] = async (id) => {
    const flow = await store.read(id);
    beforeNextRead();
    return flow;
  };
  const report = (fault: unknown): void => void faults.push(fault);
  const turns = createFlowTurns({
    ...{ db, newId: uuid7, report, store: { ...store, read } },
    ...{ socket: socket as unknown as ServerSocket, telling: createTelling(db, () => 0, report) },
  });
  turns.work(flowId);
  await until(desk, ({ rev }) => rev === 0);

  // While the turn that sends this edit is at the database, Bruno goes on and the connection is made anew.
  beforeNextRead = () => {
    beforeNextRead = () => undefined;
    stream.push(opsOf(flowId, [step('b')]), 'person-bruno');
    socket.id = 'second';
    turns.beginAnew();
    turns.work(flowId);
  };
  await desk.edit([step('mine')]);
  turns.work(flowId);
  const { view, merged } = await until(desk, ({ rev }) => rev === 2);

  expect([...view.steps.keys()]).toEqual(['a', 'b', 'mine']);
  expect(merged.map(({ op }) => op.id)).toEqual(['b']);
  expect([cut, faults]).toEqual([[], []]);
  await turns.end();
});
