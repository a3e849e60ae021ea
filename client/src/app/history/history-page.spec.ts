import { beforeEach, expect, test } from '@jest/globals';
import { noSockets } from '#app-testing/no-sockets';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { until } from '#app-testing/until';
import { routes } from './routes.ts';

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem('ai-flows.person', JSON.stringify({ personId: 'a', role: 'auditor', name: 'Ada', email: null }));
});

const edit = (revision: number, op: object): object => ({
  ...{ of: 'flow', id: 'f', stream: 'flow-f', revision, at: '2026-11-02T10:00:07.000Z', by: 'person-a' },
  ...{ type: 'FlowEditApplied', data: { op } },
});
const branches = [{ id: 'b1', label: 'Wants it', keywords: ['yes'] }];
const steps = {
  s1: { id: 's1', type: 'ResponseBranch', x: 0, y: 0, config: { title: 'Which way', branches } },
  s2: { id: 's2', type: 'End', x: 9, y: 0, config: { title: 'Over' } },
};

test('of two connections between the same steps each says by which way it leaves, and everything its second', async () => {
  const happenings = [
    edit(3, { k: 'disconnect', id: 's1/default>s2' }),
    edit(2, { k: 'connect', from: 's1', port: 'default', to: 's2' }),
    edit(1, { k: 'connect', from: 's1', port: 'b1', to: 's2' }),
  ];
  serverAnswers({
    'GET /api/campaigns/c/history?limit=50': { body: { happenings, next: null } },
    'GET /api/campaigns/c': { body: { campaign_id: 'c', flow_id: 'f', position: 1 } },
    'GET /api/flows/f': { body: { rev: 3, document: { steps, connections: {}, meta: {} } } },
  });
  const page = await showPage([{ path: 'campaigns/:campaignId/history', children: routes }], {
    ...{ at: '/campaigns/c/history', providers: [noSockets] },
  });
  await until(() => page.textContent.includes('Wants it'));
  const told = [...page.querySelectorAll('li strong')].map(({ textContent }) => textContent);
  expect(told).toEqual([
    'Disconnected “Which way” (Anything else) from “Over”',
    'Connected “Which way” (Anything else) with “Over”',
    'Connected “Which way” (Wants it) with “Over”',
  ]);
  expect(page.querySelector('time')?.textContent).toContain(':07');
});
