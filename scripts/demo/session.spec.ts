import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signIn } from './session.ts';

const bodies: string[] = [];
const server = createServer((request, response) => {
  if (request.url === '/api/sign-in/link') {
    response.end('{}');
    return;
  }
  let body = '';
  request.on('data', (piece: Buffer) => (body += piece.toString()));
  request.on('end', () => {
    bodies.push(body);
    // As a server that is killed before it has answered.
    if (bodies.length === 1) request.socket.destroy();
    else response.end('{}');
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a command whose server was killed is sent again as the same command', async () => {
  const session = await signIn(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'token');
  await session.command('/api/x/commands', 'Rename', { name: 'x' });
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toBe(bodies[0]);
});
