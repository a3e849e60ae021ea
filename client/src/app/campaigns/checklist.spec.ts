import { beforeEach, expect, test } from '@jest/globals';
import type { ChecklistAnswer } from '#contracts/wire/campaign-doors';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { until } from '#app-testing/until';
import { campaigns } from './routes.ts';

const items = (missing: readonly ChecklistAnswer['item'][]): { readonly items: readonly ChecklistAnswer[] } => ({
  items: (
    [
      ['flow', 'flow'],
      ['channel', 'channels'],
      ['dataSet', 'datasets'],
      ['active', 'execution'],
    ] as const
  ).map(([item, fixAt]) => ({ item, fixAt, ok: !missing.includes(item), sentence: '' })),
});
const campaign = { campaign_id: 'c1', name: 'Spring', description: '', status: 'draft', changed_at: 'before' };

const showOverview = async (role: string, missing: readonly ChecklistAnswer['item'][], status = 'draft') => {
  localStorage.setItem('ai-flows.person', JSON.stringify({ personId: 'a', role, name: 'Ada', email: null }));
  let now = { ...campaign, status };
  let list = items(missing);
  const { asked } = serverAnswers({
    'GET /api/campaigns/c1': () => ({ body: now }),
    'GET /api/campaigns/c1/executions?limit=20': { body: { executions: [], next: null } },
    'GET /api/campaigns/c1/checklist': () => ({ body: list }),
    'POST /api/campaigns/c1/commands': () => {
      now = { ...now, changed_at: 'after', status: 'active' };
      list = items([]);
      return { body: {} };
    },
  });
  const page = await showPage([{ path: 'campaigns', children: campaigns([]) }], { at: '/campaigns/c1' });
  await until(() => page.querySelectorAll('app-checklist li').length === 4);
  return { page, asked };
};
const deeds = (page: HTMLElement): readonly (string | null)[] =>
  [...page.querySelectorAll('app-checklist :is(a, button)')].map(
    (each) => each.getAttribute('href') ?? each.textContent.trim(),
  );

beforeEach(() => localStorage.clear());

test('each point that is missing leads to where it is put right, and activating comes last', async () => {
  const { page } = await showOverview('admin', ['flow', 'channel', 'dataSet', 'active']);
  expect(deeds(page)).toEqual(['flow', 'channels', 'datasets'].map((path) => `/campaigns/c1/${path}`));
  expect(page.textContent).toContain('The points above come first.');
});

test('what is only not active is activated there and then', async () => {
  const { page, asked } = await showOverview('operator', ['active']);
  expect(deeds(page)).toEqual(['Activate the campaign']);
  page.querySelector<HTMLButtonElement>('app-checklist button')?.click();
  await until(() => page.querySelectorAll('app-checklist li.ok').length === 4);
  expect(asked.find(({ door }) => door.startsWith('POST'))?.body).toMatchObject({ type: 'ActivateCampaign' });
});

test('a completed one is re-opened, and the button says so', async () => {
  const { page, asked } = await showOverview('operator', ['active'], 'completed');
  expect(deeds(page)).toEqual(['Re-open the campaign']);
  page.querySelector<HTMLButtonElement>('app-checklist button')?.click();
  await until(() => page.querySelectorAll('app-checklist li.ok').length === 4);
  expect(asked.find(({ door }) => door.startsWith('POST'))?.body).toMatchObject({ type: 'ReopenCampaign' });
});

test('and not by those who may not run it', async () => {
  const { page } = await showOverview('editor', ['active']);
  expect(deeds(page)).toEqual([]);
});
