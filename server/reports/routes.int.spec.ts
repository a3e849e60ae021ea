import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { csvLine } from '#server/engine/http/csv-line';
import type { Caller } from '#testing/product';
import { openRecordedHistory, recordRun, type RecordedHistory } from '#testing/recorded-history';
import { openReportDoors } from '#testing/report-doors';

let history: RecordedHistory;
let doors: Awaited<ReturnType<typeof openReportDoors>>;
let analyst: Caller;
let run: Awaited<ReturnType<typeof recordRun>>;
let again: Awaited<ReturnType<typeof recordRun>>;

beforeAll(async () => {
  history = await openRecordedHistory();
  run = await recordRun(history, { rows: 120, seed: 1 });
  again = await recordRun(history, { rows: 30, seed: 2, retryOf: run.executionId });
  doors = await openReportDoors(history);
  analyst = await doors.as('analyst');
  await history.caughtUp();
});
afterAll(async () => {
  expect(doors.faults).toEqual([]);
  await doors.close();
  await history.close();
});

type Row = Record<string, unknown>;

const report = (rest: string): string => `/api/executions/${run.executionId}/report${rest}`;

async function asked(path: string): Promise<Row> {
  const { status, body, text } = await analyst.get(path);
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return body;
}

/** Everything in a list, page by page. */
async function pages(path: string, list: 'rows' | 'calls', after: string): Promise<readonly Row[]> {
  const page = (await asked(`${path}&after=${after}`)) as { next: string | null };
  const found = page[list as keyof typeof page] as unknown as readonly Row[];
  return page.next === null ? found : [...found, ...(await pages(path, list, page.next))];
}

/** All rows behind a number. */
function rows(filter: string, limit = 500): Promise<readonly Row[]> {
  return pages(report(`/rows?limit=${limit}&${filter}`), 'rows', '');
}

describe('the report of an execution', () => {
  test('has every part', async () => {
    const body = await asked(report(''));
    expect(Object.keys(body).toSorted()).toEqual(
      [
        ...[
          'callFailures',
          'callOutcomes',
          'decisions',
          'failures',
          'funnel',
          'messageFailures',
          'outcomes',
          'retries',
        ],
        ...['steps', 'templates', 'totals', 'voice', 'whatsapp'],
      ].toSorted(),
    );
    expect(body.retries).toMatchObject([{ execution_id: again.executionId, retry_of: run.executionId, rows: 30 }]);
    expect(body.voice).toMatchObject({ placed: (body.totals as Row).calls });
  });
  test('of its calls alone says to whom they were put through', async () => {
    const { transfers, voice } = await asked(report('/voice'));
    const bridged = (transfers as Row[]).filter(({ result }) => result === 'bridged');
    expect(bridged).toMatchObject([{ agent_id: run.agentId, transfers: (voice as Row).transferred }]);
  });
  test('has its calls page by page', async () => {
    const calls = await pages(report('/calls?limit=7'), 'calls', '');
    const { rowCount } = await history.db.pool.query('select from read.calls where execution_id = $1', [
      run.executionId,
    ]);
    expect(new Set(calls.map(({ attempt_id }) => attempt_id)).size).toBe(rowCount);
  });
  test.each(['hour', 'day'])('as a series by %s adds up', async (by) => {
    const { series } = await asked(report(`/series?by=${by}`));
    const { whatsapp } = await asked(report(''));
    expect((series as Row[]).reduce((sum, { sent }) => sum + Number(sent), 0)).toBe((whatsapp as Row).sent);
  });
});

describe('behind every number are its rows', () => {
  test('whatever the page is', async () => {
    const { totals } = await asked(report(''));
    const failed = await rows('outcome=failed', 7);
    expect(failed).toHaveLength(Number((totals as Row).failed));
    expect(failed).toEqual(await rows('outcome=failed'));
  });
  test.each([
    ...['contacted', 'messaged', 'delivered', 'read', 'replied', 'called', 'answered', 'transferred'],
    ...['waiting', 'deferred'],
  ])('%s', async (name) => {
    const { totals } = await asked(report(''));
    expect(await rows(`is=${name}`)).toHaveLength(Number((totals as Row)[name]));
  });
  test('of how they ended, and why', async () => {
    const { outcomes, failures } = await asked(report(''));
    for (const { outcome, completed, rows: n } of outcomes as Row[])
      expect(await rows(completed ? `label=${String(outcome)}` : `outcome=${String(outcome)}`)).toHaveLength(Number(n));
    for (const { reason, rows: n } of failures as Row[])
      expect(await rows(`reason=${encodeURIComponent(String(reason))}`)).toHaveLength(Number(n));
  });
  test('of every step and port (this flow has no loop)', async () => {
    const { funnel, steps } = await asked(report(''));
    expect((funnel as Row[]).length).toBeGreaterThan(12);
    for (const { step, port, passages } of funnel as Row[])
      expect(await rows(`step=${String(step)}&port=${String(port)}`)).toHaveLength(Number(passages));
    for (const { step, entered, open } of steps as Row[]) {
      expect(await rows(`step=${String(step)}`)).toHaveLength(Number(entered));
      expect(await rows(`at=${String(step)}`)).toHaveLength(Number(open));
    }
  });
  test('of decisions, failures and calls', async () => {
    const { decisions } = await asked(report(''));
    for (const [filter, sql] of [
      ['verdict=deferred&why=RetryLater', `select distinct row_id from read.decisions where reason = 'RetryLater'`],
      [
        `templateId=${run.templateId}`,
        'select distinct row_id from read.messages where template_id is not null and accepted_at is not null',
      ],
      [
        'failure=carrier',
        `select distinct row_id from read.messages where failure = 'carrier' and delivered_at is null`,
      ],
      ['callResult=voicemail', `select distinct row_id from read.calls where result = 'voicemail'`],
      ['callOutcome=transferMissed', `select distinct row_id from reporting.calls where outcome = 'transferMissed'`],
      ['transferResult=bridged', `select distinct row_id from read.transfers where result = 'bridged'`],
    ] as const) {
      const expected = await history.db.pool.query(`select from (${sql}) x where row_id like $1`, [
        `${run.executionId}%`,
      ]);
      const found = await rows(filter);
      expect([filter, found.length]).toEqual([filter, expected.rowCount]);
      expect(found.length).toBeGreaterThan(0);
    }
    expect((decisions as Row[]).some(({ verdict }) => verdict === 'deferred')).toBe(true);
  });
});

describe('as a file', () => {
  const tables = [
    'totals',
    'decisions',
    'messages',
    'calls',
    'transfers',
    'whatsapp',
    'voice',
    'templates',
    'outcomes',
  ];
  const more = ['call-outcomes', 'message-failures', 'call-failures', 'funnel', 'steps', 'hourly', 'daily'];
  test.each([...tables, ...more])('%s has a heading and every row', async (name) => {
    const { status, text, headers } = await analyst.get(report(`/${name}.csv`));
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = parse(text, { bom: true });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]?.[0]).toMatch(/^\w+_id$|^position$/);
  });
  test('the rows are those that were chosen', async () => {
    const { text } = await analyst.get(report('/rows.csv?outcome=completed'));
    const found: Row[] = parse(text, { bom: true, columns: true });
    expect(found.map(({ n }) => Number(n))).toEqual((await rows('outcome=completed')).map(({ n }) => n));
  });
  test.each(['totals', 'executions', 'whatsapp', 'voice', 'retries', 'rows'])('%s of the campaign', async (name) => {
    const { status, text } = await analyst.get(`/api/campaigns/${again.campaignId}/report/${name}.csv`);
    expect([status, parse(text, { bom: true }).length > 1]).toEqual([200, true]);
  });
  test('a table that there is not says which there are', async () => {
    const { status, body } = await analyst.get(report('/constructor.csv'));
    expect([status, body.detail]).toEqual([404, expect.stringContaining('“constructor”; there are totals, decisions')]);
  });
  test('no field is taken for a formula', () => {
    const fields = ['=1+1', '+56', '-1', '@x', '\t=1'];
    expect(csvLine(fields)).toBe(`'=1+1,'+56,'-1,'@x,'\t=1\r\n`);
    expect(parse(csvLine(['a,"b"', ' c', 'two\nlines']))).toEqual([['a,"b"', ' c', 'two\nlines']]);
  });
});

describe('the other reports', () => {
  test('a campaign adds up its executions', async () => {
    const both = await recordRun(history, { rows: 20, seed: 3, campaignId: run.campaignId });
    await history.caughtUp();
    const body = await asked(`/api/campaigns/${run.campaignId}/report`);
    const executions = body.executions as Row[];
    expect(executions.map(({ execution_id }) => execution_id).toSorted()).toEqual(
      [run.executionId, both.executionId].toSorted(),
    );
    for (const name of ['rows', 'contacted', 'replied', 'calls', 'completed', 'retries'])
      expect([name, (body.totals as Row)[name]]).toEqual([
        name,
        executions.reduce((sum, each) => sum + Number(each[name]), 0),
      ]);
    const { series } = await asked(`/api/campaigns/${run.campaignId}/report/series`);
    expect((series as Row[]).reduce((sum, { sent }) => sum + Number(sent), 0)).toBe((body.whatsapp as Row).sent);
  });
  test('channels say how well they work', async () => {
    const { channels, outcomes } = await asked('/api/reports/channels');
    expect((channels as Row[]).find(({ channel_id }) => channel_id === run.voiceId)).toMatchObject({
      ...{ kind: 'voice', per_second: 0.5, inbound_owner: run.campaignId },
    });
    expect((outcomes as Row[]).length).toBeGreaterThan(4);
  });
  test('a contact has one history over all executions', async () => {
    const [row] = await rows('is=replied', 1);
    const { history: moments } = await asked(`/api/reports/contacts/${String(row?.contact_id)}`);
    expect(new Set((moments as Row[]).map(({ execution_id }) => execution_id)).size).toBeGreaterThan(1);
  });
});

describe('the doors', () => {
  test('let nobody in who is not signed in', async () => {
    expect((await doors.nobody.get(report(''))).status).toBe(401);
    expect((await doors.nobody.get(report('/rows.csv'))).status).toBe(401);
  });
  test.each([
    ['an execution that there is not', (): string => `/api/executions/${randomUUID()}/report`, 404],
    ['a campaign that there is not', (): string => `/api/campaigns/${randomUUID()}/report`, 404],
    ['rows of an execution that there is not', (): string => `/api/executions/${randomUUID()}/report/rows.csv`, 404],
    [
      'a table of an execution that there is not',
      (): string => `/api/executions/${randomUUID()}/report/calls.csv`,
      404,
    ],
    ['a table of a campaign that there is not', (): string => `/api/campaigns/${randomUUID()}/report/rows.csv`, 404],
    ['a contact of whom nothing is known', (): string => '/api/reports/contacts/nobody', 404],
    ['an id that is none', (): string => '/api/executions/1/report', 400],
    ['a port of no step', (): string => report('/rows?port=sent'), 400],
    ['a filter that there is not', (): string => report('/rows?phone=1'), 400],
    ['a step that is none', (): string => report(`/rows?step=${encodeURIComponent("a' or '1'='1")}`), 400],
  ] as const)('answer %s with a sentence', async (_name, path: () => string, status) => {
    const answer = await analyst.get(path());
    expect([answer.status, typeof answer.body.detail]).toEqual([status, 'string']);
  });
  test('show an analyst no personal data', async () => {
    const files = await Promise.all(
      [
        '/rows.csv',
        '/messages.csv',
        '/calls.csv',
        '/decisions.csv',
        '/transfers.csv',
        '',
        '/voice',
        '/rows',
        '/calls',
      ].map(async (path) => (await analyst.get(report(path))).text),
    );
    const leaked = [...run.phones.map((phone) => phone.slice(3)), ...run.names, '221234567', 'Ana P'];
    expect(leaked.filter((each) => files.some((text) => text.includes(each)))).toEqual([]);
  });
});
