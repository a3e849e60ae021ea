import { expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { listenHttp } from './http-app.ts';

test('what is under way when the server closes is answered, and nobody else comes in', async () => {
  let arrived: (response: ServerResponse) => void = () => undefined;
  const underWay = new Promise<ServerResponse>((resolve) => (arrived = resolve));
  const { url, close } = await listenHttp((_request, response) => arrived(response), 0, '127.0.0.1');
  const asked = fetch(`${url}/slow`);
  const response = await underWay;
  const closed = close();
  await expect(fetch(url)).rejects.toThrow();
  response.end('whole');
  expect(await (await asked).text()).toBe('whole');
  await closed;
});

test('an idle connection is kept longer than a proxy would keep it', async () => {
  const { url, close } = await listenHttp((_request, response) => response.end(), 0, '127.0.0.1');
  const { headers } = await fetch(url);
  expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(120);
  await close();
});

test('who offers a protocol that is not spoken here is answered in the one they asked in', async () => {
  const { server, url, close } = await listenHttp((_request, response) => response.end('here'), 0, '127.0.0.1');
  // As somebody does who speaks in sockets.
  server.on('upgrade', (_request, socket) => socket.end('spoken'));
  const offer = async (protocol: string): Promise<string> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const said = text(socket);
    socket.end(`GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\n\r\n`);
    return said;
  };
  expect(await offer('h2c')).toMatch(/^HTTP\/1.1 200 OK[^]*here$/);
  expect(await offer('WebSocket')).toBe('spoken');
  await close();
});

test.each([
  [
    'an address that is far too long',
    `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    431,
    /longer than the \d+ bytes/,
  ],
  ['what is no HTTP at all', 'HELO somebody\r\n\r\n', 400, /is no request: .* Send HTTP\/1\.1/],
  ['a request without a host', 'GET / HTTP/1.1\r\n\r\n', 400, /names no host; send/],
  ['an expectation that nobody knows', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: cake\r\n\r\n', 417, /“cake” .* leave/],
  ['a length that is none', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n', 400, /Send HTTP\/1\.1/],
])('%s is answered with what was found and what is wanted', async (_what, sent, status, sentence) => {
  const { url, close } = await listenHttp((_request, response) => response.end(), 0, '127.0.0.1');
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(sent);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  expect(head).toContain('content-type: application/problem+json');
  expect(JSON.parse(body)).toMatchObject({ status, detail: expect.stringMatching(sentence) });
  await close();
});
