import { expect, test } from '@jest/globals';
import type { Step } from '#contracts/flow/document';
import { findInFlow } from './find.ts';

const step = (id: string, config: Step['config']): Step => ({ id, type: 'SendMessage', x: 0, y: 0, config });
const steps = [
  step('a', { text: 'Buenos días, {{nombre}}. Le esperamos mañana a las diez en la oficina de Valparaíso.' }),
  step('b', { branches: [{ id: 'yes', label: 'Sí', keywords: ['mañana'] }] }),
  step('c', { channelId: '0193f1a0-0000-7000-8000-000000000004' }),
];
const look = (words: string) =>
  findInFlow(steps, words, ({ id }) => `Step ${id}`).map(({ step: { id }, field }) => [id, field]);

test('words are found in names and settings, whatever their case and accents', () => {
  expect(look('MANANA')).toEqual([
    ['a', 'text'],
    ['b', 'branches'],
  ]);
  expect(look('step c')).toEqual([['c', null]]);
});

test('ids are not looked at, and no words find nothing', () => {
  expect(look('0193f1a0')).toEqual([]);
  expect(look('  ')).toEqual([]);
});

test('what was found is shown with what stands around it', () => {
  expect(findInFlow(steps, 'oficina', () => '')[0]?.excerpt).toBe('…na a las diez en la oficina de Valparaíso.');
});
