import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import type { Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Database } from '#server/engine/postgres/database';
import { campaignReport } from './campaign-report.ts';
import { executionReport, voiceReport } from './execution-report.ts';
import { conditionsOf, rowFilter } from './row-filter.ts';
import { seriesOf, seriesQuery } from './series.ts';
import { campaignTables, executionTables, type Tables } from './tables.ts';
import { writeCsv } from './write-csv.ts';

type Parts = { readonly db: Database; readonly allow: Allow };

const noExecution = 'There is no such execution, or it has not begun.';

const limit = z.coerce.number().int().min(1).max(500).default(100);
const chosenRows = z.strictObject(rowFilter);
const rowPage = z.strictObject({ ...rowFilter, after: z.coerce.number().int().min(-1).default(-1), limit });
const callPage = z.strictObject({ after: z.string().max(80).default(''), limit });
const historyPage = z.strictObject({ limit: z.coerce.number().int().min(1).max(5_000).default(1_000) });

/** Reports, read from the views that analysts read, so that both always say the same; pseudonyms only. */
export function reportRoutes(parts: Parts): Router {
  const router = express.Router();
  executionDoors(router, parts);
  listDoors(router, parts);
  campaignDoors(router, parts);
  otherDoors(router, parts);
  return router;
}

function executionDoors(router: Router, { db, allow }: Parts): void {
  const [may, named] = [allow('readReports'), identifiers('executionId')];
  router.get('/api/executions/:executionId/report', may, named, async (request, response) => {
    answer(response, await executionReport(db, pathParameter(request, 'executionId')), noExecution);
  });
  router.get('/api/executions/:executionId/report/voice', may, named, async (request, response) => {
    answer(response, await voiceReport(db, pathParameter(request, 'executionId')), noExecution);
  });
  router.get('/api/executions/:executionId/report/series', may, named, async (request, response) => {
    const asked = formed(response, seriesQuery, request.query);
    if (!asked) return;
    const of = { executionId: pathParameter(request, 'executionId') };
    response.json({ by: asked.by, series: await seriesOf(db, of, asked.by) });
  });
}

/** What stands behind the numbers: rows and calls one by one, and every table as a file. */
function listDoors(router: Router, { db, allow }: Parts): void {
  const [may, named] = [allow('readReports'), identifiers('executionId')];
  router.get('/api/executions/:executionId/report/rows', may, named, async (request, response) => {
    const asked = formed(response, rowPage, request.query);
    if (!asked) return;
    const { sql, values } = conditionsOf(asked, 4);
    const { rows } = await db.pool.query<{ n: number }>(
      `select r.* from reporting.rows r where r.execution_id = $1 and r.n > $2${sql} order by r.n limit $3`,
      [pathParameter(request, 'executionId'), asked.after, asked.limit, ...values],
    );
    response.json({ rows, next: rows.length === asked.limit ? (rows.at(-1)?.n ?? null) : null });
  });
  router.get('/api/executions/:executionId/report/calls', may, named, async (request, response) => {
    const asked = formed(response, callPage, request.query);
    if (!asked) return;
    const { rows } = await db.pool.query<{ attempt_id: string }>(
      'select * from reporting.calls where execution_id = $1 and attempt_id > $2 order by attempt_id limit $3',
      [pathParameter(request, 'executionId'), asked.after, asked.limit],
    );
    response.json({ calls: rows, next: rows.length === asked.limit ? (rows.at(-1)?.attempt_id ?? null) : null });
  });
  router.get('/api/executions/:executionId/report/rows.csv', may, named, async (request, response) => {
    const asked = formed(response, chosenRows, request.query);
    if (!asked) return;
    const id = pathParameter(request, 'executionId');
    const { sql, values } = conditionsOf(asked, 2);
    const query = `select r.* from reporting.rows r where r.execution_id = $1${sql} order by r.n`;
    await writeCsv(db, response, { name: `rows-${id}`, sql: query, values: [id, ...values] });
  });
  router.get('/api/executions/:executionId/report/:table.csv', may, named, async (request, response) => {
    const id = pathParameter(request, 'executionId');
    const asked = {
      tables: executionTables,
      name: pathParameter(request, 'table'),
      column: 'execution_id',
      id,
    } as const;
    await writeTable(db, response, asked);
  });
}

function campaignDoors(router: Router, { db, allow }: Parts): void {
  const [may, named] = [allow('readReports'), identifiers('campaignId')];
  router.get('/api/campaigns/:campaignId/report', may, named, async (request, response) => {
    const none = 'There is no such campaign, or nothing of it was ever started.';
    answer(response, await campaignReport(db, pathParameter(request, 'campaignId')), none);
  });
  router.get('/api/campaigns/:campaignId/report/series', may, named, async (request, response) => {
    const asked = formed(response, seriesQuery, request.query);
    if (!asked) return;
    const of = { campaignId: pathParameter(request, 'campaignId') };
    response.json({ by: asked.by, series: await seriesOf(db, of, asked.by) });
  });
  router.get('/api/campaigns/:campaignId/report/:table.csv', may, named, async (request, response) => {
    const id = pathParameter(request, 'campaignId');
    const asked = { tables: campaignTables, name: pathParameter(request, 'table'), column: 'campaign_id', id } as const;
    await writeTable(db, response, asked);
  });
}

function otherDoors(router: Router, { db, allow }: Parts): void {
  router.get('/api/reports/channels', allow('readReports'), async (_request, response) => {
    const { rows: channels } = await db.pool.query('select * from reporting.channel_health order by name, channel_id');
    const { rows: outcomes } = await db.pool.query(
      'select * from reporting.channel_outcomes order by channel_id, outcome',
    );
    response.json({ channels, outcomes });
  });
  router.get('/api/reports/contacts/:contactId', allow('readReports'), async (request, response) => {
    const asked = formed(response, historyPage, request.query);
    if (!asked) return;
    const { rows } = await db.pool.query(
      'select * from reporting.contact_history where contact_id = $1 order by at, n, attempt_id limit $2',
      [pathParameter(request, 'contactId'), asked.limit],
    );
    answer(response, rows.length > 0 ? { history: rows } : null, 'Nothing is known of this contact.');
  });
}

function answer(response: Response, found: object | null, otherwise: string): void {
  if (found) response.json(found);
  else problem(response, 404, { code: 'NotFound', detail: otherwise });
}

/** What was asked in the wanted form; otherwise says what is wrong with it and returns null. */
function formed<T>(response: Response, schema: z.ZodType<T>, query: unknown): T | null {
  const parsed = parseAs(schema, query);
  if (parsed.ok) return parsed.value;
  reply(response, parsed.invalid);
  return null;
}

type AskedTable = {
  readonly tables: Tables;
  readonly name: string;
  readonly column: 'execution_id' | 'campaign_id';
  readonly id: string;
};

async function writeTable(db: Database, response: Response, { tables, name, column, id }: AskedTable): Promise<void> {
  const [view, order] = (Object.hasOwn(tables, name) ? tables[name] : undefined) ?? [];
  if (view === undefined || order === undefined) {
    const detail = `There is no table “${name.slice(0, 60)}”; there are ${Object.keys(tables).join(', ')}.`;
    problem(response, 404, { code: 'NotFound', detail });
    return;
  }
  const sql = `select * from reporting.${view} where ${column} = $1 order by ${order}`;
  await writeCsv(db, response, { name: `${name}-${id}`, sql, values: [id] });
}
