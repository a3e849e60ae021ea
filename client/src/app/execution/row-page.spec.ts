import { beforeEach, expect, test } from '@jest/globals';
import { noSockets } from '#app-testing/no-sockets';
import { serverAnswers } from '#app-testing/server';
import { showPage } from '#app-testing/show-page';
import { until } from '#app-testing/until';
import { routes } from './routes.ts';

const at = '2026-11-02T10:00:00Z';
const moment = (type: string, data: object): object => ({ at, type, by: 'system:runner', data });
const started = moment('RowStarted', { n: 3, line: 6, phone: '+56911110003', values: { name: 'Ana', city: 'Arica' } });
const decided = moment('ContactDecided', { step: 's1', verdict: 'deferred', reason: 'QuietHours', until: at });
const intended = moment('AttemptIntended', { attemptId: 'e_3.1', message: 'text', text: 'Will you come?' });
const doubt = moment('AttemptInDoubt', {
  attemptId: 'e_3.1',
  sentence: 'The carrier lists nothing it can be told by.',
});

const steps = { s1: { id: 's1', type: 'SendMessage', x: 0, y: 0, config: { title: 'Ask' } } };
const doorsOf = (...moments: readonly object[]) => ({
  'GET /api/rows/e_3': { body: { rowId: 'e_3', moments } },
  'GET /api/executions/e': { body: { execution_id: 'e', flow_id: 'f', flow_version: 2, position: 1 } },
  'GET /api/flows/f/versions/2': { body: { version: 2, rev: 9, document: { steps, connections: {}, meta: {} } } },
});
const signedInAs = (role: string): void =>
  localStorage.setItem('ai-flows.person', JSON.stringify({ personId: 'a', role, name: 'Ada', email: null }));
beforeEach(() => {
  localStorage.clear();
  signedInAs('operator');
});

const show = async (words: string): Promise<HTMLElement> => {
  const under = [{ path: 'campaigns/:campaignId/execution', children: routes }];
  const page = await showPage(under, { at: '/campaigns/c/execution/e/rows/e_3', providers: [noSockets] });
  await until(() => page.textContent.includes(words));
  return page;
};

test('every decision stands with its step, its reason and when it is decided again', async () => {
  serverAnswers(doorsOf(started, decided, intended));
  const page = await show('Not yet at “Ask”');
  expect(page.textContent).toContain('It is a quiet hour where the person is.');
  expect(page.textContent).toContain('The way of row 6 of the file begins');
  expect(page.textContent).toContain('city: Arica');
  expect(page.querySelector('blockquote.us')?.textContent).toContain('Will you come?');
  expect(page.textContent).not.toContain('Did it go out?');
});

test('an attempt in doubt is settled by a person, and asked for with what they found out', async () => {
  const { asked } = serverAnswers({
    ...doorsOf(started, intended, doubt),
    'POST /api/executions/e/commands': { body: {} },
  });
  const page = await show('Did it go out?');
  expect(page.textContent).toContain('what it lists does not settle it');
  [...page.querySelectorAll('button')].find(({ textContent }) => textContent.includes('It did not'))?.click();
  await until(() => asked.some(({ door }) => door.startsWith('POST')));
  expect(asked.find(({ door }) => door.startsWith('POST'))?.body).toMatchObject({
    ...{ type: 'ResolveDoubt', data: { attemptId: 'e_3.1', wentOut: false } },
  });
});

test('what was settled is in doubt no more, and whoever may not settle it is not asked', async () => {
  serverAnswers(doorsOf(started, intended, doubt, moment('AttemptAccepted', { attemptId: 'e_3.1' })));
  expect((await show('The carrier has it')).textContent).not.toContain('Did it go out?');
});

test('an auditor is told what is masked, and reads of a doubt without deciding it', async () => {
  signedInAs('auditor');
  serverAnswers(doorsOf(started, intended, doubt));
  const page = await show('masked for your role');
  await until(() => page.textContent.includes('Did it go out?'));
  expect(page.querySelectorAll('.doubt button')).toHaveLength(0);
});

test('a row whose person was forgotten says so, in the place of what is gone', async () => {
  const forgotten = moment('RowStarted', { n: 3, line: 6, phone: null, values: null });
  serverAnswers(doorsOf(forgotten, moment('AttemptIntended', { attemptId: 'e_3.1', message: 'text', text: null })));
  const page = await show('This person was forgotten');
  expect(page.textContent).not.toMatch(/null|undefined/);
});
