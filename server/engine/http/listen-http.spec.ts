import { expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
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
