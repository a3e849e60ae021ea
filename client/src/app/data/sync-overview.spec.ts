import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect, test } from '@jest/globals';
import { SyncOverview } from './sync-overview.ts';
import { ThisDevice } from './this-device.ts';

test('an edit waits from the moment it is made, not only from when it is on the disk', () => {
  TestBed.configureTestingModule({ providers: [{ provide: ThisDevice, useValue: { device: signal(null) } }] });
  const overview = TestBed.inject(SyncOverview);
  overview.tell('one', 0);
  overview.tell('other', 2);
  expect(overview.waiting()).toBe(2);
  overview.tell('one', 1);
  expect(overview.waiting()).toBe(3);
  overview.tell('one', null);
  overview.tell('other', 0);
  expect(overview.waiting()).toBe(0);
});
