import { beforeEach, expect, test } from '@jest/globals';
import { noSockets } from '#app-testing/no-sockets';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { until } from '#app-testing/until';
import { routes } from './routes.ts';

const signedInAs = (role: string): void =>
  localStorage.setItem('ai-flows.person', JSON.stringify({ personId: 'a', role, name: 'Ada', email: null }));
beforeEach(() => {
  localStorage.clear();
  signedInAs('operator');
});

const campaign = {
  ...{ campaign_id: 'c1', name: 'Spring', status: 'draft', flow_id: 'f1', channel_ids: ['w'], position: 1 },
  ...{ running_execution_id: null, executions: 0, changed_at: '2026-11-02T10:00:00Z' },
};
const item = (name: string, fixAt: string, ok: boolean): object => ({ item: name, ok, sentence: 'no', fixAt });
const items = (dataSet: boolean, active: boolean): readonly object[] => [
  item('flow', 'flow', true),
  item('channel', 'channels', true),
  item('dataSet', 'datasets', dataSet),
  item('active', 'execution', active),
];
const dataSet = { data_set_id: 'd1', name: 'Visits', status: 'ready', accepted: 1234, columns: ['phone'], position: 2 };
const channel = { channel_id: 'w', kind: 'whatsapp', provider: 'sandbox', name: 'W', per_second: 80 };

const doors = {
  'GET /api/campaigns/c1': { body: campaign },
  'GET /api/campaigns/c1/checklist': { body: { items: items(true, true) } },
  'GET /api/campaigns/c1/executions?limit=20': { body: { executions: [], next: null } },
  'GET /api/campaigns/c1/data-sets': { body: { dataSets: [dataSet], waiting: [], next: null } },
  'GET /api/channels': { body: { channels: [{ ...channel, new_contacts_per_day: null }] } },
};
const show = async (words: string): Promise<HTMLElement> => {
  const routesUnder = [{ path: 'campaigns/:campaignId/execution', children: routes }];
  const page = await showPage(routesUnder, { at: '/campaigns/c1/execution', providers: [noSockets] });
  await until(() => page.textContent.includes(words));
  return page;
};
const button = (page: HTMLElement, words: string): HTMLButtonElement | undefined =>
  [...page.querySelectorAll('button')].find(({ textContent }) => textContent.includes(words));

test('what is missing leads to where it is put right, and nothing can be activated or started before', async () => {
  serverAnswers({ ...doors, 'GET /api/campaigns/c1/checklist': { body: { items: items(false, false) } } });
  const page = await show('To the data sets');
  expect(page.querySelector('a[href="/campaigns/c1/datasets"]')).not.toBeNull();
  expect(button(page, 'Activate the campaign')?.disabled).toBe(true);
  expect(button(page, 'Start with')?.disabled).toBe(true);
});

test('a value outside its limits is named with them, and not sent', async () => {
  const { asked } = serverAnswers(doors);
  const page = await show('Start with 1,234 contacts');
  const field = page.querySelector<HTMLInputElement>('input[type=number]');
  if (!field) throw new Error('There is no field for the batch size.');
  field.value = '0';
  field.dispatchEvent(new Event('input'));
  await until(() => page.textContent.includes('outside its limits'));
  expect(page.textContent).toContain('1 to 10,000');
  expect(button(page, 'Start with')?.disabled).toBe(true);
  expect(asked.some(({ door }) => door.startsWith('POST'))).toBe(false);
});

test('whoever may not run campaigns is told who may, and is offered nothing else', async () => {
  signedInAs('auditor');
  serverAnswers({ ...doors, 'GET /api/campaigns/c1/checklist': { body: { items: items(true, false) } } });
  const page = await show('yours is Auditor');
  await until(() => page.textContent.includes('The campaign is active'));
  expect(button(page, 'Activate')).toBeUndefined();
  expect(button(page, 'Start with')).toBeUndefined();
});

test('a no of the server is said in its own words', async () => {
  serverAnswers({
    ...doors,
    'POST /api/campaigns/c1/commands': { status: 422, body: { detail: 'It runs already; wait for it.' } },
  });
  const page = await show('Start with 1,234 contacts');
  button(page, 'Start with')?.click();
  await until(() => page.textContent.includes('It runs already; wait for it.'));
});
