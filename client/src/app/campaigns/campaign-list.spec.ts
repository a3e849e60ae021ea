import { beforeEach, expect, test } from '@jest/globals';
import type { Campaign } from '#client/data/campaigns';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { until } from '#app-testing/until';
import { campaigns } from './routes.ts';

const signedInAs = (role: string): void =>
  localStorage.setItem('ai-flows.person', JSON.stringify({ personId: 'a', role, name: 'Ada', email: null }));
beforeEach(() => {
  localStorage.clear();
  signedInAs('editor');
});

const spring: Campaign = {
  ...{ campaign_id: 'c1', name: 'Spring', description: 'For <b>all</b>', status: 'draft', flow_id: 'f1' },
  ...{ channel_ids: [], starts_at: null, ends_at: null, default_country: null, disclosure: '' },
  ...{ quiet_hours_of: 'organisation', quiet_hours: null, running_execution_id: null, executions: 1234 },
  ...{ created_by: 'person-a', created_at: '2026-11-01T10:00:00Z', changed_at: '2026-11-02T10:00:00Z', position: 1 },
};
const list = 'GET /api/campaigns?limit=500';
const showList = async (words: string): Promise<HTMLElement> => {
  const page = await showPage([{ path: 'campaigns', children: campaigns([]) }], { at: '/campaigns' });
  await until(() => page.textContent.includes(words));
  return page;
};

test('a campaign is shown with its words as they are, and numbers as the reader writes them', async () => {
  serverAnswers({ [list]: { body: { campaigns: [spring], next: null } } });
  const page = await showList('Spring');
  expect(page.textContent).toContain('For <b>all</b>');
  expect(page.textContent).toContain('1,234 executions');
  expect(page.querySelector('a.name')?.getAttribute('href')).toBe('/campaigns/c1');
  expect(document.title).toBe('Campaigns – AI Flows');
});

test('a list that comes in pages is shown whole', async () => {
  serverAnswers({
    [list]: { body: { campaigns: [spring], next: 'a+b' } },
    [`${list}&after=a%2Bb`]: { body: { campaigns: [{ ...spring, campaign_id: 'c2', name: 'Autumn' }], next: null } },
  });
  expect((await showList('Autumn')).querySelectorAll('li')).toHaveLength(2);
});

test('an empty list says how to begin, to those who may', async () => {
  serverAnswers({ [list]: { body: { campaigns: [], next: null } } });
  expect((await showList('Begin with a name')).querySelectorAll('a[href="/campaigns/new"]')).toHaveLength(2);
});

test('and to those who may not, who can', async () => {
  signedInAs('operator');
  serverAnswers({ [list]: { body: { campaigns: [], next: null } } });
  expect((await showList('role Editor')).querySelector('a[href="/campaigns/new"]')).toBeNull();
});

test('a role without campaigns is told so, and nothing is asked', async () => {
  signedInAs('analyst');
  serverAnswers({ [list]: { status: 403, body: { detail: 'no' } } });
  await showList('not part of your role');
});

test.each([
  [null, 'Not on this device yet'],
  [{ status: 500, body: { detail: 'It is in the log under 7.' } }, 'It is in the log under 7.'],
])('a server that answers %j is put in words, with a way to try again', async (answer, words) => {
  serverAnswers({ [list]: answer });
  const page = await showList(words);
  serverAnswers({ [list]: { body: { campaigns: [spring], next: null } } });
  [...page.querySelectorAll('button')].find(({ textContent }) => textContent.includes('Try again'))?.click();
  await until(() => page.textContent.includes('Spring'));
});
