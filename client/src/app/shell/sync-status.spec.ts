import { TestBed } from '@angular/core/testing';
import { expect, test } from '@jest/globals';
import type { SyncState } from '#client/data/sync-state';
import { Reader } from '#client/ui/reader';
import { showPage } from '#app-testing/show-page';
import { SyncStatus } from './sync-status.ts';

const since = new Date(2026, 10, 28, 10, 42).getTime();
const cases: readonly (readonly [SyncState, waiting: number, decisions: number, words: string])[] = [
  [{ is: 'live', since }, 0, 0, 'All changes on the server'],
  [{ is: 'live', since }, 7, 0, 'Saved on this device, 7 waiting'],
  [{ is: 'live', since }, 0, 1, '1 needs your decision'],
  [{ is: 'live', since }, 0, 2, '2 need your decision'],
  [{ is: 'syncing', since, done: 3, total: 7 }, 4, 0, 'Syncing 3 of 7'],
  [{ is: 'syncing', since, done: 0, total: 0 }, 0, 0, 'Connecting …'],
  [{ is: 'connecting', since }, 0, 0, 'Connecting …'],
  [{ is: 'connecting', since }, 7, 0, 'Saved on this device, 7 waiting'],
  [{ is: 'offline', since }, 0, 0, 'Offline since 10:42 AM'],
  [{ is: 'offline', since }, 7, 0, 'Offline since 10:42 AM, 7 kept on this device'],
  [{ is: 'needs-auth', since }, 0, 0, 'Sign in to sync'],
  [{ is: 'needs-auth', since }, 7, 0, 'Sign in to sync, 7 kept on this device'],
  [{ is: 'upgrade', since }, 7, 0, 'Reload to go on syncing'],
];

test.each(cases)('%j with %i waiting and %i to decide says so in words', async (state, waiting, decisions, words) => {
  const page = await showPage([{ path: '', component: SyncStatus, data: { state, waiting, decisions, saving: 0 } }]);
  const status = page.querySelector('[role="status"]');
  expect(status?.textContent.replaceAll('\u202f', ' ').trim()).toBe(words);
  expect(status?.querySelector('path')?.getAttribute('d')).toMatch(/^M/);
});

const onTheWay: readonly (readonly [SyncState, waiting: number, words: string])[] = [
  [{ is: 'live', since }, 2, 'Saving …'],
  [{ is: 'live', since }, 5, 'Saved on this device, 3 waiting'],
  [{ is: 'connecting', since }, 2, 'Saving …'],
  [{ is: 'offline', since }, 2, 'Offline since 10:42 AM'],
  [{ is: 'offline', since }, 5, 'Offline since 10:42 AM, 3 kept on this device'],
  [{ is: 'needs-auth', since }, 5, 'Sign in to sync, 3 kept on this device'],
];

test.each(onTheWay)(
  '%j with two of %i edits on their way to the disk says them neither kept nor sent',
  async (state, waiting, words) => {
    const page = await showPage([{ path: '', component: SyncStatus, data: { state, waiting, saving: 2 } }]);
    expect(page.querySelector('[role="status"]')?.textContent.replaceAll('\u202f', ' ').trim()).toBe(words);
  },
);

test('and in the reader’s language, at once', async () => {
  const page = await showPage([{ path: '', component: SyncStatus, data: { state: { is: 'live', since } } }]);
  TestBed.inject(Reader).choose('es');
  while (!page.textContent.includes('Todos los cambios están en el servidor'))
    await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(document.documentElement.lang).toBe('es');
  localStorage.clear();
});
