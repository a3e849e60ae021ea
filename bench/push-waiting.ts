// First, since the database looks for the browser's when it is loaded.
import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { openDevice } from '#client/data/device';
import type { ServerSocket } from '#client/data/server-link';
import type { FlowDesk, FlowOnDevice } from '#client/data/flow-desk';
import { flowVersions } from '#contracts/flow/versions';
import type { Body } from '#contracts/flow/operation';
import { createApp } from '#server/app';
import { memoryLedger } from '#server/carriers/sandbox/ledger';
import { createSandboxCarrier } from '#server/carriers/sandbox/sandbox-carrier';
import { openSandboxWorld } from '#server/carriers/sandbox/sandbox-world';
import { undisturbed } from '#server/carriers/sandbox/script';
import { handleCommand } from '#server/engine/commands/handle-command';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { listenHttp } from '#server/engine/http/http-app';
import type { Database } from '#server/engine/postgres/database';
import { median, type Figure } from './figure.ts';
import { withScratchDatabase } from './scratch-database.ts';

const rounds = 5;
const edits = 300;
const by = 'system:bench';
const now = (): string => new Date().toISOString();

/**
 * B8, its part without a browser: a day of edits comes back from the field. The real replica, Socket.IO and server; only
 * the database of the browser is one in memory.
 */
export const pushWaiting: Figure = {
  name: 'B8',
  about: `${edits} edits that waited on a device, pushed and confirmed`,
  measure: (tell, { short, progress }) =>
    withScratchDatabase(async (db) => {
      const server = await openServer(db);
      const took: number[] = [];
      for (let i = 1; i <= (short ? 1 : rounds); i += 1) {
        progress(`B8: round ${i}`);
        took.push(await comeBack(server));
      }
      await server.close();
      const value = median(took);
      tell({
        ...{ figure: `B8 push ${edits} ms`, value, unit: 'ms', limit: 2_000, limitName: 'wanted at most' },
        ...{ ratio: value / 2_000, goal: 'at most 1' },
      });
    }),
};

type Server = Awaited<ReturnType<typeof openServer>>;

async function openServer(db: Database) {
  const config = { ORGANISATION_COUNTRY: undefined, PUBLIC_URL: undefined, SANDBOX_SECRET: undefined };
  const app = await createApp({
    ...{ db, store: openPostgresEventStore(db), now, tell: () => undefined },
    config: { ...config, UPLOAD_LIMIT_MB: 64, TRUST_PROXY: 0 },
    report: (fault) => {
      throw fault;
    },
    openSandbox: (deliver) => {
      const mood = { timing: 'instant', disturbances: undisturbed } as const;
      const world = openSandboxWorld({ seed: 'bench', ...mood, ledger: memoryLedger(), deliver });
      return { carrier: createSandboxCarrier(world), close: () => world.close() };
    },
  });
  const listening = await listenHttp(app.http, 0, '127.0.0.1');
  app.attachSockets(listening.server);
  app.start();
  const email = 'field@example.org';
  await app.signIn.invite({ email, name: 'Field', role: 'editor', by });
  const { token } = await app.signIn.issueLink(email, 10);
  const response = await fetch(`${listening.url}/api/sign-in/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const { personId } = (await response.json()) as { readonly personId: string };
  const cookie = response.headers.getSetCookie().map((set) => set.split(';')[0]);
  return {
    ...{ app, personId, url: listening.url, cookie: cookie.join('; ') },
    close: async () => {
      await app.closeSockets();
      await listening.close();
      await app.stop();
    },
  };
}

/** Edits a flow without a line, and measures from its first moment on until the last edit is confirmed. */
async function comeBack({ app, url, personId, cookie }: Server): Promise<number> {
  const flowId = randomUUID();
  await handleCommand({
    ...{ log: app.log, decider: flowVersions, id: flowId },
    command: { type: 'CreateFlow', data: { flowId, name: 'Away' } },
    provenance: { commandId: flowId, correlationId: flowId, by, at: now() },
  });
  const device = openDevice(personId, {
    connect: (id) =>
      Promise.resolve(
        io(url, {
          ...{ transports: ['websocket'], autoConnect: false, forceNew: true },
          ...{ auth: { personId: id }, extraHeaders: { cookie } },
        }) as ServerSocket,
      ),
    ...{ locks: undefined, frame: queueMicrotask, report: console.error },
  });
  const desk = await device.openFlow(flowId);
  await device.store.receive(flowId, [], { away: false });
  for (let i = 0; i < edits; i += 10) await desk.edit(steps(i, 10));
  const began = performance.now();
  device.sync();
  await until(desk, ({ rev, waiting }) => rev === edits - 1 && waiting === 0);
  const took = performance.now() - began;
  await desk.close();
  await device.close();
  return took;
}

function steps(from: number, count: number): readonly Body[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ k: 'addStep', id: `s${from + i}`, type: 'SendMessage', x: from, y: i },
    config: { text: `Message ${from + i} of a day in the field` },
  }));
}

function until(desk: FlowDesk, like: (flow: FlowOnDevice) => boolean): Promise<void> {
  return new Promise((resolve) => {
    desk.subscribe((flow) => (like(flow) ? resolve() : undefined));
  });
}
