import { beforeEach, expect, test } from '@jest/globals';
import { noSockets } from '#app-testing/no-sockets';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { until } from '#app-testing/until';
import { routes } from './routes.ts';

const counts = {
  ...{ rows: 10, admitted: 6, started: 6, contacted: 5, messaged: 5, delivered: 4, read: 3, replied: 1, called: 0 },
  ...{ calls: 0, answered: 0, transferred: 0, waiting: 1, deferred: 0, retries: 0, completed: 2, failed: 1 },
  ...{ suppressed: 0, opted_out: 0, stopped: 0, in_doubt: 0 },
};
const run = {
  ...{ execution_id: 'e1', campaign_id: 'c1', flow_id: 'f1', flow_version: 2, data_set_id: 'd1', retry_of: null },
  ...{ status: 'running', pause_cause: null, pause_sentence: null, settings: {}, starts_at: null, position: 1 },
  ...{ started_by: 'person-a', started_at: '2026-11-02T10:00:00Z', ended_at: null },
  ...counts,
};
const doorsOf = (change: object) => ({
  'GET /api/executions/e1': { body: { ...run, ...change } },
  'GET /api/executions/e1/rows?limit=50': { body: { rows: [], next: null } },
  'GET /api/campaigns/c1': { body: { campaign_id: 'c1', status: 'active', position: 1 } },
});
const signedInAs = (role: string): void =>
  localStorage.setItem('ai-flows.person', JSON.stringify({ personId: 'a', role, name: 'Ada', email: null }));
beforeEach(() => {
  localStorage.clear();
  signedInAs('operator');
});

const show = async (words: string): Promise<HTMLElement> => {
  const under = [{ path: 'campaigns/:campaignId/execution', children: routes }];
  const page = await showPage(under, { at: '/campaigns/c1/execution/e1', providers: [noSockets] });
  await until(() => page.textContent.includes(words));
  return page;
};
const deedsOn = (page: HTMLElement): readonly string[] =>
  [...page.querySelectorAll('app-run-controls button')].map(({ textContent }) => textContent.trim());

test.each([
  [{ status: 'running' }, '3 of 10 contacts are done', ['Pause', 'Stop']],
  [{ status: 'pausing', pause_cause: 'operator' }, 'attempts in flight drain', ['Resume', 'Stop']],
  [{ status: 'stopping' }, 'open rows are ended', []],
  [{ status: 'stopped' }, '4 contacts were not begun and stay queued', ['Try the one that failed again']],
  [{ status: 'completed', failed: 0 }, 'contacts are done', []],
] as const)('a run that is %j says “%s” and offers %j', async (change, words, deeds) => {
  serverAnswers(doorsOf(change));
  expect(deedsOn(await show(words))).toEqual(deeds);
});

test('a run that paused by itself says why, with the limit it was given', async () => {
  const settings = { autoPause: { failureRate: 0.6, attempts: 100 } };
  serverAnswers(doorsOf({ status: 'paused', pause_cause: 'failureRate', pause_sentence: '61 failed.', settings }));
  const page = await show('Too many attempts failed.');
  expect(page.textContent).toContain('It pauses when 60 % of 100 attempts fail.');
});

test('a cause that only a newer server knows is said in its words', async () => {
  serverAnswers(doorsOf({ status: 'paused', pause_cause: 'fullMoon', pause_sentence: 'The moon is full.' }));
  await show('The moon is full.');
});

test('what is asked is asked once, and a no of the server is said', async () => {
  const no = { status: 422, body: { detail: 'It has ended.' } };
  const { asked } = serverAnswers({ ...doorsOf({}), 'POST /api/executions/e1/commands': no });
  const page = await show('3 of 10');
  page.querySelector<HTMLButtonElement>('app-run-controls button')?.click();
  await until(() => page.textContent.includes('It has ended.'));
  expect(asked.filter(({ door }) => door.startsWith('POST')).map(({ body }) => body)).toEqual([
    expect.objectContaining({ type: 'PauseExecution' }),
  ]);
});

test('what the server has taken is acknowledged at once, before the tables show it', async () => {
  serverAnswers({ ...doorsOf({}), 'POST /api/executions/e1/commands': { body: {} } });
  const page = await show('3 of 10');
  page.querySelector<HTMLButtonElement>('app-run-controls button')?.click();
  await until(() => page.textContent.includes('attempts in flight drain'));
  expect(deedsOn(page)).toEqual(['Resume', 'Stop']);
});

test('an editor watches and is told who may act', async () => {
  signedInAs('editor');
  serverAnswers(doorsOf({}));
  const page = await show('needs the role Operator or Administrator; yours is Editor');
  expect(deedsOn(page)).toEqual([]);
  expect(page.textContent).toContain('Not live');
});
