import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpApp, listenHttp } from '#server/engine/http/http-app';
import { compressFolder } from './compress-folder.ts';
import { serveClient, type ClientState } from './serve-client.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-flows-app-'));
const builtApp = (name: string, files: Readonly<Record<string, string>>): string => {
  const folder = join(root, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
};
const first = '<!doctype html><title>the app</title>';
const newest = builtApp('newest', {
  'index.html': first,
  'ngsw.json': '{}',
  'main-ZMW46DEI.js': 'run()'.repeat(100),
  'media/inter-CLFHVCZV.woff2': 'font',
});
const earlier = builtApp('earlier', { 'index.html': 'old', 'chunk-AAAABBBB.js': 'old()' });
writeFileSync(join(root, 'secret.txt'), 'secret');

let state: ClientState = { phase: 'building', sentence: 'The app is being built … 5 s' };
let listening: Awaited<ReturnType<typeof listenHttp>>;
beforeAll(async () => {
  await compressFolder(newest);
  const app = createHttpApp({
    doors: [],
    allow: () => (_request, _response, next) => next(),
    pages: [serveClient(() => state)],
    report: () => undefined,
  });
  listening = await listenHttp(app, 0, '127.0.0.1');
});
afterAll(async () => {
  await listening.close();
  rmSync(root, { recursive: true });
});
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${listening.url}${path}`, { headers });
const asBrowser = { accept: 'text/html,*/*' };

describe('while the app is being built', () => {
  test('a browser is told how far it is, and asks again by itself', async () => {
    const answer = await get('/campaigns', asBrowser);
    const page = await answer.text();
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([503, 'no-store']);
    expect(page).toContain('The app is being built … 5 s');
    expect(page).toContain('src="/waiting.js"');
    expect((await get('/waiting.js')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });
  test('a program is told in its own language', async () => {
    expect(await (await get('/campaigns', { accept: 'application/json' })).json()).toMatchObject({
      code: 'AppIsBuilding',
    });
  });
  test('and what went wrong is said when it could not be built', async () => {
    state = { phase: 'failed', sentence: 'It ended with <b>code 1</b>' };
    expect(await (await get('/', asBrowser)).text()).toContain('ended with &lt;b>code 1');
  });
});

describe('the built app', () => {
  beforeAll(() => {
    state = { phase: 'ready', folders: [newest, earlier] };
  });
  test.each(['/', '/campaigns', '/campaigns/5f1d/flow', '/sign-in'])(
    '%s is its first page, never kept',
    async (path) => {
      const answer = await get(path, asBrowser);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await answer.text()).toBe(first);
    },
  );
  test('what is named after its content is kept for ever, the service worker’s list never', async () => {
    for (const path of ['/main-ZMW46DEI.js', '/media/inter-CLFHVCZV.woff2'])
      expect((await get(path)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/ngsw.json')).headers.get('cache-control')).toBe('no-cache');
  });
  test.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ])('to who takes %s it goes out as %s', async (accepted, sent) => {
    const answer = await get('/main-ZMW46DEI.js', { 'accept-encoding': accepted });
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([sent, 'Accept-Encoding']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(await answer.text()).toBe('run()'.repeat(100));
  });
  test('a page that was opened before an update still finds its parts', async () => {
    expect(await (await get('/chunk-AAAABBBB.js')).text()).toBe('old()');
  });
  test.each([
    '/chunk-CCCCDDDD.js',
    '/api/nothing',
    '/socket.io/nothing',
    '/api',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
  ])('%s is not there', async (path) => {
    const answer = await get(path, asBrowser);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });
  test('its pages run their own scripts only', async () => {
    const policy = (await get('/', asBrowser)).headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("object-src 'none'");
  });
});
