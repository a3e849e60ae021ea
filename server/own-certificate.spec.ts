import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenHttp } from '#server/engine/http/http-app';
import { certificateFor, type Certificate } from './own-certificate.ts';
import { trustPage } from './trust-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'ai-flows-tls-'));
const nothing = { TLS_CERT: undefined, TLS_KEY: undefined, DATA_DIR: folder };
let made: Certificate;
beforeAll(async () => {
  const certificate = await certificateFor(nothing, true);
  if (!certificate) throw new Error('With --lan there is a certificate.');
  made = certificate;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('HTTPS for this network', () => {
  test('is there only where it is asked for', async () => {
    expect(await certificateFor(nothing, false)).toBeNull();
  });
  test('is trusted by whoever trusts the authority made here, and by nobody else', async () => {
    const listening = await listenHttp((_request, response) => response.end('in'), 0, '127.0.0.1', made);
    const ask = (ca: string | undefined): Promise<string> =>
      new Promise((resolve) => {
        get(listening.url, { ca, agent: false }, (response) => {
          response.resume();
          resolve(String(response.statusCode));
        }).on('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? ''));
      });
    expect(await ask(made.authority ?? '')).toBe('200');
    expect(await ask(undefined)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    await listening.close();
  });
  test('is valid no longer than tablets accept', () => {
    const { validToDate } = new X509Certificate(made.cert);
    expect(validToDate.getTime() - Date.now()).toBeLessThan(398 * 86_400_000);
  });
  test('is the same after a restart, so that a device trusts it once', async () => {
    expect(await certificateFor(nothing, true)).toEqual(made);
  });
  test('keeps its keys for itself', () => {
    for (const name of ['authority.key', 'server.key'])
      expect(statSync(join(folder, 'tls', name)).mode & 0o077).toBe(0);
  });
  test('a certificate of one’s own goes before it; half of one is a fault that says so', async () => {
    writeFileSync(join(folder, 'own.pem'), 'PEM');
    const own = { ...nothing, TLS_CERT: join(folder, 'own.pem') };
    await expect(certificateFor(own, true)).rejects.toThrow('only one is set');
    expect(await certificateFor({ ...own, TLS_KEY: join(folder, 'own.pem') }, true)).toEqual({
      ...{ cert: 'PEM', key: 'PEM', authority: null },
    });
  });
});

describe('the page on how to trust it', () => {
  test('hands out the authority and never its key, and speaks the reader’s language', async () => {
    const listening = await listenHttp(trustPage({ authority: made.authority ?? '', httpsPort: 3000 }), 0, '127.0.0.1');
    const spanish = await fetch(listening.url, { headers: { 'accept-language': 'es-CL' } });
    const page = await spanish.text();
    expect(page).toContain('Confiar en esta instalación');
    expect(page).toContain('https://localhost:3000/');
    const file = await (await fetch(`${listening.url}/authority.crt`)).text();
    expect(file).toBe(made.authority);
    expect(file + page).not.toContain('PRIVATE KEY');
    await listening.close();
  });
});
