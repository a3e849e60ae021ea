import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { expect, test } from '@jest/globals';
import { serverAnswers } from '#app-testing/server';
import { until } from '#app-testing/until';
import { People } from './people.ts';
import { ThisDevice } from './this-device.ts';

const door = 'GET /api/people/names';

test('who is not known by name is asked for once, also when they came after the others', async () => {
  const people = [{ personId: 'ana', name: 'Ana Torres' }];
  const { asked } = serverAnswers({ [door]: () => ({ body: { people: [...people] } }) });
  TestBed.configureTestingModule({
    providers: [{ provide: ThisDevice, useValue: { device: signal(null), ready: () => Promise.resolve(null) } }],
  });
  const { nameOf } = { nameOf: (actor: string) => TestBed.inject(People).nameOf(actor) };
  expect(nameOf('person-ana')).toBe(null);
  await until(() => nameOf('person-ana') === 'Ana Torres');
  expect(asked).toHaveLength(1);

  people.push({ personId: 'bruno', name: 'Bruno Díaz' });
  expect([nameOf('person-bruno'), nameOf('person-nobody'), nameOf('system:runner')]).toEqual([null, null, null]);
  await until(() => nameOf('person-bruno') === 'Bruno Díaz');
  expect([nameOf('person-nobody'), asked.length]).toEqual([null, 2]);
});
