import { afterEach, expect, test } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { SwUpdate } from '@angular/service-worker';
import { workerScript } from './claimed-page.ts';
import { OfflineApp } from './offline-app.ts';

afterEach(() => {
  Object.assign(globalThis, { isSecureContext: undefined });
  Object.defineProperty(navigator, 'serviceWorker', { value: undefined, configurable: true });
});

function opened(serviceWorker: object | undefined): OfflineApp {
  Object.assign(globalThis, { isSecureContext: true });
  Object.defineProperty(navigator, 'serviceWorker', { value: serviceWorker, configurable: true });
  TestBed.configureTestingModule({ providers: [{ provide: SwUpdate, useValue: { isEnabled: true } }] });
  return TestBed.inject(OfflineApp);
}

test('the app opens without a network once the browser keeps it', async () => {
  let isReady: (() => void) | undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const registered: string[] = [];
  const register = (script: string): Promise<object> => Promise.resolve({ at: registered.push(script) });
  const app = opened({ controller: null, ready, register });
  expect([app.obstacle(), registered]).toEqual(['coming', [workerScript]]);
  isReady?.();
  await ready;
  expect(app.obstacle()).toBe(null);
});

test('a browser that does not trust the certificate does not keep it', async () => {
  const refused = Promise.reject(new DOMException('An SSL certificate error occurred.', 'SecurityError'));
  const app = opened({ controller: null, ready: new Promise(() => undefined), register: () => refused });
  await refused.catch(() => undefined);
  await Promise.resolve();
  expect(app.obstacle()).toBe('refused');
});

test('over plain HTTP and in a browser without service workers it says why it does not', () => {
  expect(opened(undefined).obstacle()).toBe('unsupported');
  TestBed.resetTestingModule();
  Object.assign(globalThis, { isSecureContext: false });
  expect(TestBed.inject(OfflineApp).obstacle()).toBe('insecure');
});
