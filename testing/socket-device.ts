import { randomUUID } from 'node:crypto';
import type { Body } from '#contracts/flow/operation';
import {
  acknowledged,
  connected,
  edit,
  forkedInto,
  isForked,
  newReplica,
  receive,
  receiveSnapshot,
  viewOf,
  waiting,
  type FlowReplica,
} from '#contracts/flow/replica';
import { flowFrom, stateHash } from '#contracts/flow/snapshot';
import type { FlowState } from '#contracts/flow/state';
import type { FlowEvents } from '#contracts/wire/sockets';
import { syncSchema, type HashAt, type PushAnswer } from '#contracts/wire/sync';
import { listen, openSocket, type Heard } from './socket-client.ts';

type Made = Body | ({ readonly k: string } & Readonly<Record<string, unknown>>);

/** A device that edits one flow over a real socket, by the rules that every replica follows. */
export type Device = {
  replica: FlowReplica;
  heard: Heard | null;
  /** Hashes that the server told and that were compared. */
  checked: number;
  view(): FlowState;
  make(body: Made): void;
  connect(url: string): Promise<void>;
  /** The connection breaks without a word. */
  breakOff(): void;
  pull(): Promise<void>;
  /** One push of what waits; null: not connected, or no answer came. */
  push(most?: number): Promise<PushAnswer | null>;
  /** Pushes and pulls until nothing waits and the newest revision is here. */
  settle(): Promise<void>;
};

export function createDevice(flowId: string, { cookie, person }: { cookie: string; person: string }): Device {
  const check = (at: HashAt | undefined): void => {
    if (at?.rev !== device.replica.confirmed.rev) return;
    if (at.hash !== stateHash(device.replica.confirmed))
      throw new Error(`At revision ${at.rev} of the flow ${flowId} the device has another state than the server.`);
    device.checked += 1;
  };
  const hear = ({ events, hash }: FlowEvents): void => {
    const received = receive(device.replica, events);
    device.replica = received.replica;
    if (received.gap) void device.pull();
    else check(hash);
  };
  const device: Device = {
    replica: newReplica(flowId, randomUUID()),
    ...{ heard: null, checked: 0 },
    view: () => viewOf(device.replica, person),
    make: (body) => {
      device.replica = edit(device.replica, body, { opId: randomUUID(), at: 0 });
    },
    connect: async (url) => {
      device.breakOff();
      const socket = openSocket(url, { cookie });
      device.heard = listen(socket);
      socket.on('flow:events', hear);
      device.replica = connected(device.replica);
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
        socket.connect();
      });
      await device.heard.ask('flow:open', { flowId, replica: device.replica.replica });
      await device.pull();
    },
    breakOff: () => {
      device.heard?.socket.io.engine.close();
      device.heard?.socket.close();
      device.heard = null;
    },
    pull: async () => {
      for (;;) {
        const { rev } = device.replica.confirmed;
        const answer = await unlessGone(device.heard?.ask('flow:sync', { flowId, fromRev: rev, schema: syncSchema }));
        if (answer?.status !== 'ok') return;
        if ('snapshot' in answer) {
          device.replica = receiveSnapshot(device.replica, flowFrom(answer.snapshot));
          check(answer);
        } else {
          device.replica = receive(device.replica, answer.events).replica;
          check(answer.hash);
        }
        if (isForked(device.replica) && device.replica.confirmed.rev >= answer.head)
          device.replica = forkedInto(device.replica, randomUUID());
        if (device.replica.confirmed.rev >= answer.head) return;
      }
    },
    push: async (most = 50) => {
      const { replica } = device.replica;
      const ops = waiting(device.replica, most);
      const answer = await unlessGone(device.heard?.ask('flow:push', { flowId, replica, ops, schema: syncSchema }));
      if (answer && replica === device.replica.replica) device.replica = acknowledged(device.replica, answer.lastSeq);
      if (answer?.status === 'fork') await device.pull();
      return answer;
    },
    settle: async () => {
      do {
        if (!device.heard?.socket.connected)
          throw new Error('A device that is not connected cannot settle; connect it first.');
        await device.push();
        await device.pull();
      } while (device.replica.outbox.length > 0);
    },
  };
  return device;
}

/** An answer, or null where the connection went before it came. */
async function unlessGone<T>(asked: Promise<T> | undefined): Promise<T | null> {
  return (await asked?.catch(() => null)) ?? null;
}
