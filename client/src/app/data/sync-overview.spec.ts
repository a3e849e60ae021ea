import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect, test } from '@jest/globals';
import { SyncOverview } from './sync-overview.ts';
import { ThisDevice } from './this-device.ts';

test('an edit waits from the moment it is made, not only from when it is on the disk', () => {
  TestBed.configureTestingModule({ providers: [{ provide: ThisDevice, useValue: { device: signal(null) } }] });
  const overview = TestBed.inject(SyncOverview);
  overview.tell('one', { waiting: 0, saving: 0 });
  overview.tell('other', { waiting: 2, saving: 0 });
  expect([overview.waiting(), overview.saving()]).toEqual([2, 0]);
  overview.tell('one', { waiting: 0, saving: 1 });
  expect([overview.waiting(), overview.saving()]).toEqual([3, 1]);
  overview.tell('one', { waiting: 1, saving: 0 });
  expect([overview.waiting(), overview.saving()]).toEqual([3, 0]);
  overview.tell('one', null);
  overview.tell('other', { waiting: 0, saving: 0 });
  expect([overview.waiting(), overview.saving()]).toEqual([0, 0]);
});
