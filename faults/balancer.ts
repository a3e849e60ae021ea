import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One address for several APIs, as a proxy has it: whoever does not answer is passed over. */
export type Balancer = { readonly url: string; close(): Promise<void> };

const ofTheConnection = new Set(['connection', 'content-length', 'content-encoding', 'transfer-encoding', 'host']);

export async function startBalancer(targets: () => readonly string[]): Promise<Balancer> {
  let turn = 0;
  const server = createServer((request, response) => {
    turn += 1;
    answer(request, response, rotated(targets(), turn)).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function rotated(targets: readonly string[], by: number): readonly string[] {
  return targets.map((_target, i) => targets[(i + by) % targets.length] ?? '');
}

async function answer(request: IncomingMessage, response: ServerResponse, targets: readonly string[]): Promise<void> {
  const method = request.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : await buffer(request);
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    ofTheConnection.has(name) || value === undefined ? [] : [[name, String(value)]],
  );
  for (const target of targets) {
    const init: RequestInit = { method, headers, body, redirect: 'manual' };
    const answered = await fetch(`${target}${request.url ?? '/'}`, init).catch(() => null);
    // One that is starting says so; the other one may be there.
    if (!answered || answered.status === 503) continue;
    const kept = [...answered.headers].filter(([name]) => !ofTheConnection.has(name) && name !== 'set-cookie');
    response.writeHead(
      answered.status,
      [...kept, ...answered.headers.getSetCookie().map((each) => ['set-cookie', each])].flat(),
    );
    response.end(Buffer.from(await answered.arrayBuffer()));
    return;
  }
  response.writeHead(503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ detail: 'No API can be reached at the moment.' }));
}
