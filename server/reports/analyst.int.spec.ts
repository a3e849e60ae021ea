import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openRecordedHistory, recordRun, type RecordedHistory } from '#testing/recorded-history';

let history: RecordedHistory;
let run: Awaited<ReturnType<typeof recordRun>>;

beforeAll(async () => {
  history = await openRecordedHistory();
  run = await recordRun(history, { rows: 80, seed: 4 });
  await history.write('contact-c', [
    { type: 'ContactSuppressed', data: { contactId: 'c0ffee00c0ffee00c0ffee00c0ffee00', cause: 'spokenOptOut' } },
  ]);
  await history.caughtUp();
});
afterAll(() => history.close());

/** Asks as an analyst, on a connection of its own that nobody else gets afterwards. */
async function asAnalyst(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = await history.db.pool.connect();
  try {
    await client.query('set role ai_flows_analyst');
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    client.release(true);
  }
}

type Column = {
  readonly view: string;
  readonly column: string;
  readonly about: string | null;
  readonly view_about: string | null;
};

async function columns(): Promise<readonly Column[]> {
  const { rows } = await history.db.pool.query<Column>(
    `select c.relname as view, a.attname as column, col_description(c.oid, a.attnum) as about, obj_description(c.oid, 'pg_class') as view_about
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 where c.relnamespace = 'reporting'::regnamespace order by 1, a.attnum`,
  );
  return rows;
}

describe('an analyst', () => {
  test('reads every view, each of which has rows and an explanation of each column', async () => {
    const all = await columns();
    expect(all.filter(({ about, view_about }) => !about || !view_about)).toEqual([]);
    const views = [...new Set(all.map(({ view }) => view))];
    expect(views.length).toBeGreaterThan(24);
    const empty: string[] = [];
    for (const view of views)
      if ((await asAnalyst(`select * from reporting.${view} limit 1`)).length === 0) empty.push(view);
    expect(empty.toSorted()).toEqual(['data_set_rejections', 'data_set_totals', 'retries']);
  });
  test.each([
    ...['select * from read.rows', 'select * from es.event', 'select * from private.key', 'select * from auth.session'],
    ...[
      'select * from run.dispatch',
      'select * from uploads.import',
      'select * from ledger.entry',
      'select * from follow.checkpoint',
    ],
  ])('may not %s', async (sql) => {
    await expect(asAnalyst(sql)).rejects.toThrow(/permission denied for schema/);
  });
  test('reaches no schema but reporting', async () => {
    const rows = await asAnalyst(
      `select nspname from pg_namespace where has_schema_privilege(oid, 'usage') and nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`,
    );
    expect(rows.map(({ nspname }) => nspname)).toEqual(['public', 'reporting']);
  });
  test.each([
    `update reporting.rows set outcome = 'completed'`,
    'delete from reporting.suppressions',
    'create table reporting.mine(n int)',
    'create table public.mine(n int)',
    `insert into reporting.suppressions(contact_id) values ('x')`,
  ])('changes nothing: %s', async (sql) => {
    await expect(asAnalyst(sql)).rejects.toThrow(/permission denied|cannot (insert|update|delete)/);
  });
  test('finds no number and no name of anybody in any column of any view', async () => {
    const views = [...new Set((await columns()).map(({ view }) => view))];
    const secrets = [...run.phones.map((phone) => phone.slice(3)), ...run.names, '221234567', 'Ana P', 'Quillabamba'];
    const found: string[] = [];
    for (const view of views)
      for (const [column, value] of (await asAnalyst(`select * from reporting.${view}`)).flatMap((row) =>
        Object.entries(row),
      )) {
        const text = JSON.stringify(value);
        if (secrets.some((secret) => text.includes(secret))) found.push(`${view}.${column}: ${text}`);
      }
    expect(found).toEqual([]);
  });
  test('sees why a contact may not be contacted', async () => {
    expect(await asAnalyst('select cause from reporting.suppressions')).toEqual([{ cause: 'spokenOptOut' }]);
  });
});
