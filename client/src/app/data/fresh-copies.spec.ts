import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTab } from '#app-testing/devices';
import { serverAnswers } from '#app-testing/server';
import { until } from '#app-testing/until';
import type { Device } from './device.ts';
import type { KeptCampaignRow } from './device-database.ts';
import { FreshCopies, isDue } from './fresh-copies.ts';
import type { SyncState } from './sync-state.ts';
import { SyncOverview } from './sync-overview.ts';
import { ThisDevice } from './this-device.ts';
import { uuid7 } from './uuid7.ts';

// The DOM of these tests has none; rows are plain.
globalThis.structuredClone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const hour = 3_600_000;
let device: Device;
let state: ReturnType<typeof signal<SyncState>>;
let held: boolean;

beforeEach(() => {
  held = false;
  const request = (_: string, __: object, run: (lock: object | null) => Promise<void>): Promise<void> =>
    run(held ? null : {});
  Object.defineProperty(navigator, 'locks', { configurable: true, value: { request } });
  device = openTab(uuid7());
  state = signal<SyncState>({ is: 'offline', since: 0 });
  TestBed.configureTestingModule({
    providers: [
      { provide: ThisDevice, useValue: { device: signal(device).asReadonly(), ready: () => Promise.resolve(device) } },
      { provide: SyncOverview, useValue: { state } },
    ],
  });
});
afterEach(() => device.close());

const keep = (campaignId: string, row: Partial<KeptCampaignRow>): Promise<unknown> =>
  device.db.keptCampaigns.put({ campaignId, name: campaignId, flowId: null, since: null, wrong: null, ...row });
const away = { 'GET /api/campaigns/a': null, 'GET /api/campaigns/b': null };

test('a copy is due ten minutes after it was fetched or asked for last', () => {
  const now = 100 * hour;
  expect(isDue({ since: now - hour }, now)).toBe(true);
  expect(isDue({ since: now - 60_000 }, now)).toBe(false);
  expect(isDue({ since: now - hour, tried: now - 60_000 }, now)).toBe(false);
  expect(isDue({ since: now + hour }, now)).toBe(true);
});
test('when the connection is back the copies that are due are asked for, each once; what fails leaves them as they were', async () => {
  const { asked } = serverAnswers(away);
  const since = Date.now() - hour;
  await keep('a', { since });
  await keep('b', { since: Date.now() });
  TestBed.inject(FreshCopies);
  TestBed.tick();
  expect(asked).toEqual([]);

  state.set({ is: 'live', since: 0 });
  TestBed.tick();
  await until(() => asked.length === 1);
  let row = await device.db.keptCampaigns.get('a');
  expect(asked.map(({ door }) => door)).toEqual(['GET /api/campaigns/a']);
  expect(row).toMatchObject({ since, wrong: null });
  expect(Number(row?.tried)).toBeGreaterThan(since);

  for (const is of ['offline', 'live'] as const) {
    state.set({ is, since: 0 });
    TestBed.tick();
  }
  row = await device.db.keptCampaigns.get('a');
  expect([asked.length, isDue(row ?? { since: null }, Date.now())]).toEqual([1, false]);
});
test('a tab leaves it to the one that does so already', async () => {
  const { asked } = serverAnswers(away);
  held = true;
  await keep('a', { since: Date.now() - hour });
  TestBed.inject(FreshCopies);
  state.set({ is: 'live', since: 0 });
  TestBed.tick();
  await device.db.keptCampaigns.toArray();
  expect(asked).toEqual([]);
});
