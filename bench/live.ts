import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Callback } from '#contracts/callback/callback';
import type { Ingest } from '#contracts/carrier';
import { listenHttp } from '#server/engine/http/http-app';
import type { Database } from '#server/engine/postgres/database';
import { openStage, type Stage } from './execution-stage.ts';
import type { Figure } from './figure.ts';
import type { Asked, Seen, Told } from './live-clients.ts';
import { withScratchDatabase } from './scratch-database.ts';

const clients = 100;
const perSecond = 500;
const rows = 5_000;
const wanted = { p50: 120, p99: 250 };

/** B5: a callback comes in, and everybody who watches sees it counted. The clients are a process of their own. */
export const live: Figure = {
  name: 'B5',
  about: 'callback received to fact at 100 socket clients, at 500 callbacks a second',
  measure: (tell, { progress, short }) =>
    withScratchDatabase(async (db) => {
      const held: Callback[] = [];
      const door: { ingest?: Ingest } = {};
      const stage = await openStage(
        db,
        (fault) => progress(`B5: ${fault.message}`),
        (deliver) => {
          door.ingest = deliver;
          return (callback) => Promise.resolve(void held.push(callback));
        },
      );
      const executionId = await allWaiting(stage, db, short ? rows / 5 : rows);
      const callbacks = held.filter(({ kind, ...callback }) => kind === 'status' && isCounted(callback));
      progress(`B5: ${callbacks.length} callbacks wait to be handed in`);
      const screens = await openScreens(stage, executionId);
      if (!door.ingest) throw new Error('B5: the sandbox was never opened.');
      const sent = await handIn(door.ingest, callbacks);
      const seen = await screens.whenAllSaw(callbacks.length);
      const { p50, p99, late } = latencies(sent, seen);
      const { reconnects, frames } = totals(seen);
      const took = ((sent.at(-1) ?? 0) - (sent[0] ?? 0)) / 1000;
      progress(
        `B5: ${clients} clients, ${frames} frames, ${reconnects} reconnections, ${late} late facts of ${sent.length * clients}`,
      );
      const limitName = 'wanted at most';
      tell({
        figure: 'B5 live p99 ms',
        value: p99,
        unit: 'ms',
        limit: wanted.p99,
        limitName,
        ratio: p99 / wanted.p99,
        goal: '1',
      });
      tell({
        figure: 'B5 live p50 ms',
        value: p50,
        unit: 'ms',
        limit: wanted.p50,
        limitName,
        ratio: p50 / wanted.p50,
        goal: '1',
      });
      const rate = sent.length / took;
      tell({
        ...{
          figure: 'B5 callbacks/s',
          value: rate,
          unit: 'callbacks/s',
          limit: perSecond,
          limitName: 'the rate asked for',
        },
        ...{ ratio: rate / perSecond, goal: '0.98' },
      });
      await screens.close();
      await stage.close();
    }),
};

function isCounted(callback: object): boolean {
  const { status } = callback as { status?: string };
  return status === 'delivered' || status === 'read';
}

/** An execution whose rows have written to somebody and wait, but for those that could not; its id. */
async function allWaiting(stage: Stage, db: Database, count: number): Promise<string> {
  const prepared = await stage.prepare(count);
  const executionId = await prepared.start();
  for (;;) {
    const found = await db.pool.query<{ settled: number }>(
      'select waiting + completed + failed as settled from read.executions where execution_id = $1',
      [executionId],
    );
    if (found.rows[0]?.settled === count) return executionId;
    await wait(100);
  }
}

async function openScreens({ app }: Stage, executionId: string) {
  const { server, url, close } = await listenHttp(app.http, 0, '127.0.0.1');
  app.attachSockets(server);
  const child = fork(new URL('./live-clients.ts', import.meta.url));
  const cookie = await signIn(app, url);
  const ask = (asked: Asked): Promise<Told> => {
    const told = answerOf(child);
    child.send(asked);
    return told;
  };
  await ask({ ask: 'watch', url, cookie, room: `execution:${executionId}`, clients });
  return {
    /** Until every client has seen the last count; too late is a fault. */
    whenAllSaw: async (count: number): Promise<Seen> => {
      const until = performance.now() + 20_000;
      for (;;) {
        const told = await ask({ ask: 'report' });
        if (told.told === 'seen' && told.seen.clients.every(({ counts }) => counts.at(-1) === count)) return told.seen;
        if (performance.now() > until)
          throw new Error(`B5: after 20 s not every client had counted all ${count} callbacks.`);
        await wait(200);
      }
    },
    close: async (): Promise<void> => {
      child.kill();
      await app.closeSockets();
      await close();
    },
  };
}

function answerOf(child: ChildProcess): Promise<Told> {
  return new Promise((resolve, reject) => {
    child.once('message', (told) => resolve(told as Told));
    child.once('error', reject);
  });
}

async function signIn({ signIn: ways }: Stage['app'], url: string): Promise<string> {
  const email = `operator-${randomUUID()}@example.org`;
  await ways.invite({ email, name: 'Operator', role: 'operator', by: 'system:bench' });
  const { token } = await ways.issueLink(email, 10);
  const response = await fetch(`${url}/api/sign-in/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return response.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
}

/** Hands callbacks in at the wanted rate; when each came in, in the order in which they did. */
async function handIn(ingest: Ingest, callbacks: readonly Callback[]): Promise<readonly number[]> {
  const sent: number[] = [];
  const under: Promise<void>[] = [];
  const began = performance.now();
  while (sent.length < callbacks.length) {
    const due = Math.min(callbacks.length, Math.floor(((performance.now() - began) / 1000) * perSecond));
    for (const callback of callbacks.slice(sent.length, due)) {
      sent.push(performance.timeOrigin + performance.now());
      under.push(ingest(callback));
    }
    await wait(5);
  }
  await Promise.all(under);
  return sent;
}

/** From each callback to the first fact of each client that counts it. */
function latencies(sent: readonly number[], { clients: all }: Seen): { p50: number; p99: number; late: number } {
  const spans: number[] = [];
  for (const { at, counts } of all) {
    let frame = 0;
    for (let k = 0; k < sent.length; k += 1) {
      while ((counts[frame] ?? Infinity) < k + 1) frame += 1;
      spans.push((at[frame] ?? Infinity) - (sent[k] ?? 0));
    }
  }
  spans.sort((left, right) => left - right);
  const part = (share: number): number => spans[Math.floor((spans.length - 1) * share)] ?? 0;
  return { p50: part(0.5), p99: part(0.99), late: spans.filter((span) => span > wanted.p99).length };
}

function totals({ clients: all }: Seen): { reconnects: number; frames: number } {
  const lost = all.reduce((sum, each) => sum + each.lost, 0);
  if (lost > 0) throw new Error(`B5: ${lost} frames never came, and nobody was told to load anew.`);
  const [reconnects, frames] = [
    all.reduce((sum, each) => sum + each.reconnects, 0),
    all.reduce((sum, each) => sum + each.frames, 0),
  ];
  return { reconnects, frames };
}
