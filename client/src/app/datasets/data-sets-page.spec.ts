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
  signedInAs('editor');
});

const set = {
  ...{ data_set_id: 'd1', campaign_id: 'c', name: 'Visits', file_name: 'visits.csv', status: 'ready', bytes: 1_000 },
  ...{ read_bytes: 1_000, rows: 1_234, accepted: 1_200, rejected: 30, duplicates: 4, failure: null, position: 1 },
  ...{ uploaded_at: '2026-11-02T10:00:00Z', columns: ['phone'], default_country: 'CL', failure_code: null },
  mapping: { phone: 'phone', identifier: null, name: null, email: null },
};
const list = (...dataSets: readonly object[]) => ({
  'GET /api/campaigns/c/data-sets': { body: { dataSets, waiting: [], next: null } },
});
const show = async (words: string, at = ''): Promise<HTMLElement> => {
  const under = [{ path: 'campaigns/:campaignId/datasets', children: routes }];
  const page = await showPage(under, { at: `/campaigns/c/datasets${at}`, providers: [noSockets] });
  await until(() => page.textContent.includes(words));
  return page;
};

test('accepted, rejected and duplicate rows add up to the file before the reader’s eyes', async () => {
  serverAnswers(list(set));
  const page = await show('1,200 accepted');
  for (const words of ['30 rejected', '4 duplicate', '= 1,234 rows']) expect(page.textContent).toContain(words);
  const drawn = [...page.querySelectorAll<HTMLElement>('app-share-bar span')].map(({ style }) => style.flexGrow);
  expect(drawn).toEqual(['1200', '30', '4']);
});

test('a file that is being read says how far, and one that could not be says why', async () => {
  const failed = { ...set, data_set_id: 'd2', status: 'failed', failure: 'Its header cannot be read.' };
  serverAnswers(list({ ...set, status: 'processing', read_bytes: 250 }, failed));
  const page = await show('25 % read');
  expect(page.querySelector('progress')?.getAttribute('aria-label')).toBe('How much of the file was read');
  await until(() => page.textContent.includes('Its header cannot be read.'));
});

test('an empty list says how to begin, to those who may', async () => {
  serverAnswers(list());
  await show('Drop a file above to begin');
});

test('and to those who may not, who can; nothing is offered to be dropped', async () => {
  signedInAs('operator');
  serverAnswers(list());
  const page = await show('needs the role Editor or Administrator; yours is Operator');
  expect(page.querySelector('input[type=file]')).toBeNull();
});

test('rejected rows come page by page, each with its row, code and sentence', async () => {
  const reject = { line: 7, code: 'PhoneTooShort', sentence: '“123” is too short.', values: { name: 'Eva' } };
  const one = { body: { ...set, rejections: [{ code: 'PhoneTooShort', rows: 30 }] } };
  serverAnswers({
    ...{ 'GET /api/data-sets/d1': one },
    // A page may be empty and have a next one.
    'GET /api/data-sets/d1/rejects?limit=50': { body: { rejects: [], next: 'n' } },
    'GET /api/data-sets/d1/rejects?limit=50&after=n': { body: { rejects: [reject], next: null } },
  });
  const page = await show('“123” is too short.', '/d1');
  expect(page.querySelector('tbody')?.textContent).toContain('name: Eva');
  expect(page.querySelector('a[download]')?.getAttribute('href')).toBe('/api/data-sets/d1/rejects.csv');
});

test('a waiting file is shown with all its columns, the mapped ones first, in a table that is scrolled by the keyboard', async () => {
  const columns = ['a', 'b', 'c', 'd', 'e', 'f', 'phone', 'g'];
  const values = Object.fromEntries(columns.map((column) => [column, `value of ${column}`]));
  const file = {
    ...{ dataSetId: 'd1', campaignId: 'c', name: 'Wide', fileName: 'wide.csv', bytes: 900, encoding: 'utf-8' },
    ...{ delimiter: ',', columns, defaultCountry: 'CL', missing: null, keptUntil: '2026-11-03T10:00:00Z' },
    mapping: { phone: 'phone', identifier: null, name: null, email: null },
    rows: [{ line: 1, values, phone: '+56961234567', rejected: null }],
  };
  serverAnswers({ 'GET /api/data-sets/d1/preview?': { body: file } });
  const page = await show('value of g', '/d1/preview');
  const heads = [...page.querySelectorAll('thead th')].map(({ textContent }) => textContent.trim());
  expect(heads.slice(2)).toEqual(['phone', ...columns.filter((column) => column !== 'phone')]);
  expect(page.querySelector('tbody')?.textContent).toContain('+56 9 6123 4567');
  expect(page.querySelector('table')?.parentElement?.getAttribute('tabindex')).toBe('0');
});
