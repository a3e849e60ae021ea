import { describe, expect, test } from '@jest/globals';
import type { Campaign } from '#client/data/campaigns';
import { orders, pick, type Wanted } from './campaign-order.ts';

const campaign = (name: string, status: Campaign['status'], day: number, description = ''): Campaign => ({
  ...{ campaign_id: name, name, description, status, flow_id: 'f', channel_ids: [], starts_at: null, ends_at: null },
  ...{ default_country: null, disclosure: '', quiet_hours_of: 'organisation', quiet_hours: null },
  ...{ running_execution_id: null, executions: 0, created_by: 'person-a', position: day },
  ...{ created_at: `2026-11-0${10 - day}T10:00:00Z`, changed_at: `2026-11-0${day}T10:00:00Z` },
});
const all = [
  campaign('Summer 10', 'active', 1),
  campaign('Summer 9', 'draft', 3, 'For the elderly in Ñuñoa'),
  campaign('Autumn', 'completed', 2),
  campaign('Spring', 'archived', 4),
];
const names = (wanted: Partial<Wanted>): readonly string[] =>
  pick(all, { search: '', filter: 'all', order: 'changed', ...wanted }, 'en').map(({ name }) => name);

describe('the list of campaigns', () => {
  test('leaves the archived out unless they are asked for', () => {
    expect(names({})).toEqual(['Summer 9', 'Autumn', 'Summer 10']);
    expect(names({ filter: 'archived' })).toEqual(['Spring']);
    expect(names({ filter: 'everything' })).toHaveLength(4);
    expect(names({ filter: 'draft' })).toEqual(['Summer 9']);
  });
  test('is searched in names and descriptions, every word, without accents', () => {
    expect(names({ search: 'NUNOA summer' })).toEqual(['Summer 9']);
    expect(names({ search: 'summer autumn' })).toEqual([]);
  });
  test.each([
    ['changed', ['Summer 9', 'Autumn', 'Summer 10']],
    ['created', ['Summer 10', 'Autumn', 'Summer 9']],
    ['name', ['Autumn', 'Summer 9', 'Summer 10']],
    ['status', ['Summer 10', 'Summer 9', 'Autumn']],
  ] as const)('is put in the order %s', (order, wanted) => {
    expect(names({ order })).toEqual(wanted);
  });
  test('the same campaigns stand in it in every order', () => {
    for (const order of orders) expect([...names({ order })].sort()).toEqual([...names({})].sort());
  });
});
