import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallToAnswer, CallTransfer, Ingest, OutboundCall, OutboundMessage, Passed } from '#contracts/carrier';
import type { SandboxWorld, WorldOptions } from './sandbox-world.ts';
import { openSandboxWorld } from './sandbox-world.ts';
import { isSigned, sign } from './signature.ts';

type Options = Omit<WorldOptions, 'deliver'> & {
  readonly secret: string;
  readonly callbackUrl: string;
  readonly port?: number;
  /** The address it listens on. */
  readonly host?: string;
};

/** The sandbox in a process of its own: what the product sends comes over HTTP, callbacks go back signed. */
export async function serveSandbox({
  secret,
  callbackUrl,
  port = 0,
  host = '127.0.0.1',
  ...options
}: Options): Promise<{ url: string; world: SandboxWorld; close(): Promise<void> }> {
  const world = openSandboxWorld({ ...options, deliver: post(callbackUrl, secret) });
  const server = createServer((request, response) => {
    answer(world, secret, request, response).catch(() => {
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    world,
    close: async () => {
      await world.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function post(callbackUrl: string, secret: string): Ingest {
  return async (callback) => {
    const body = JSON.stringify(callback);
    const headers = { 'content-type': 'application/json', 'x-sandbox-signature': sign(secret, body, Date.now()) };
    const response = await fetch(callbackUrl, { method: 'POST', body, headers, signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`The product answered ${response.status} to a callback.`);
  };
}

async function answer(
  world: SandboxWorld,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url === '/healthz') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    return;
  }
  let body = '';
  for await (const piece of request) body += String(piece);
  const signed = isSigned(
    secret,
    `${request.url ?? ''}${body}`,
    String(request.headers['x-sandbox-signature']),
    Date.now(),
  );
  if (!signed) {
    response.writeHead(401).end();
    return;
  }
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const door = doors.get(`${request.method ?? ''} ${url.pathname.replace(/^\/calls\/.+$/, '/calls/:id')}`);
  if (!door) {
    response.writeHead(404).end();
    return;
  }
  const result = (await door(world, url, body)) ?? null;
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}

type Door = (world: SandboxWorld, url: URL, body: string) => Promise<unknown>;

const doors: ReadonlyMap<string, Door> = new Map<string, Door>([
  ['POST /messages', (world, _url, body) => world.send(JSON.parse(body) as OutboundMessage)],
  ['GET /messages', (world, url) => world.list(queryIn(url))],
  [
    'GET /history',
    async (world, { searchParams }) => {
      const query = { number: searchParams.get('number') ?? '', since: searchParams.get('since') ?? '' };
      const passed: Passed[] = [];
      for await (const page of world.history(query)) passed.push(...page);
      return passed;
    },
  ],
  ['POST /calls', (world, _url, body) => world.call(JSON.parse(body) as OutboundCall)],
  ['GET /calls', (world, url) => world.listCalls(queryIn(url))],
  ['GET /calls/:id', (world, url) => world.keptCall(decodeURIComponent(url.pathname.slice('/calls/'.length)))],
  ['POST /answers', (world, _url, body) => world.answer(JSON.parse(body) as CallToAnswer)],
  ['POST /transfers', (world, _url, body) => world.transfer(JSON.parse(body) as CallTransfer)],
  ['POST /hang-ups', (world, _url, body) => world.hangUp((JSON.parse(body) as { providerId: string }).providerId)],
]);

function queryIn({ searchParams }: URL): { from: string; to: string; since: string } {
  const read = (name: string): string => searchParams.get(name) ?? '';
  return { from: read('from'), to: read('to'), since: read('since') };
}
