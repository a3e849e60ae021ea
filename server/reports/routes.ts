import type { Response } from 'express';
import type { z } from 'zod';
import { reportedRow } from '#contracts/wire/execution-doors';
import {
  reportCalls,
  reportCampaign,
  reportCampaigns,
  reportCampaignSeries,
  reportCampaignTableFile,
  reportChannels,
  reportContact,
  reportExecution,
  reportRows,
  reportRowsFile,
  reportSeries,
  reportTableFile,
  reportVoice,
} from '#contracts/wire/report-doors';
import { reportedCall, reportedCampaign, type channelHealth, type contactMoment } from '#contracts/wire/report-rows';
import { missingOwner, type Owner } from '#server/engine/http/owner';
import { readPage } from '#server/engine/http/page';
import { isDenied, notFound, type Denied } from '#server/engine/http/problem';
import { readFrom, serve, type Served } from '#server/engine/http/serve';
import type { Database } from '#server/engine/postgres/database';
import { attemptsKnown } from './attempts-known.ts';
import { campaignReport } from './campaign-report.ts';
import { executionReport, voiceReport } from './execution-report.ts';
import { conditionsOf } from './row-filter.ts';
import { seriesOf } from './series.ts';
import { campaignTables, executionTables, type Tables } from './tables.ts';
import { writeCsv } from './write-csv.ts';

const noExecution = notFound('There is no such execution, or it has not begun.');
const noCampaign = notFound('There is no such campaign.');

type Reported = Owner & { readonly column: 'execution_id' | 'campaign_id' };

function ofExecution(id: string): Reported {
  return { table: 'read.executions', column: 'execution_id', id, missing: noExecution };
}

function ofCampaign(id: string): Reported {
  return { table: 'read.campaigns', column: 'campaign_id', id, missing: noCampaign };
}

/** Reports, read from the views that analysts read, so that both always say the same; pseudonyms only. */
export function reportDoors({ db }: { readonly db: Database }): readonly Served[] {
  return [...executionDoors(db), ...listDoors(db), ...campaignDoors(db), ...otherDoors(db)];
}

function executionDoors(db: Database): readonly Served[] {
  return [
    serve(
      readFrom(['executions'], reportExecution),
      async ({ params: { executionId } }) => (await executionReport(db, executionId)) ?? noExecution,
    ),
    serve(
      readFrom(['executions'], reportVoice),
      async ({ params: { executionId } }) => (await voiceReport(db, executionId)) ?? noExecution,
    ),
    serve(readFrom(['executions'], reportSeries), async ({ params: { executionId }, query: { by } }) => {
      const missing = await missingOwner(db, ofExecution(executionId));
      return missing ?? { by, series: await seriesOf(db, { executionId }, by) };
    }),
  ];
}

/** What stands behind the numbers: rows and calls one by one, and every table as a file. */
function listDoors(db: Database): readonly Served[] {
  return [
    serve(readFrom(['executions'], reportRows), async ({ params: { executionId }, query }) => {
      const { sql, values } = conditionsOf(query, 2);
      const page = await readPage(db, {
        ...{ list: `reported rows of ${executionId}`, of: ofExecution(executionId) },
        row: reportedRow,
        sql: `select r.* from reporting.rows r where r.execution_id = $1${sql}`,
        values: [executionId, ...values],
        ...{ keys: ['n'], asked: query },
      });
      return isDenied(page) ? page : { rows: page.rows, next: page.next };
    }),
    serve(readFrom(['executions'], reportCalls), async ({ params: { executionId }, query }) => {
      const page = await readPage(db, {
        ...{ list: `calls of ${executionId}`, of: ofExecution(executionId) },
        row: reportedCall,
        sql: 'select * from reporting.calls where execution_id = $1',
        values: [executionId],
        ...{ keys: ['attempt_id'], asked: query },
      });
      return isDenied(page) ? page : { calls: page.rows, next: page.next };
    }),
    serve(readFrom(['executions'], reportRowsFile), async ({ params: { executionId: id }, query, response }) => {
      const missing = await missingOwner(db, ofExecution(id));
      if (missing) return missing;
      const { sql, values } = conditionsOf(query, 2);
      const all = `select r.* from reporting.rows r where r.execution_id = $1${sql} order by r.n`;
      await writeCsv(db, response, { name: `rows-${id}`, sql: all, values: [id, ...values] });
      return undefined;
    }),
    serve(readFrom(['executions'], reportTableFile), ({ params: { executionId: id, table: name }, response }) =>
      writeTable(db, response, { tables: executionTables, name, of: ofExecution(id) }),
    ),
  ];
}

function campaignDoors(db: Database): readonly Served[] {
  return [
    serve(readFrom(['executions', 'campaigns'], reportCampaigns), async ({ query }) => {
      const page = await readPage(db, {
        list: 'reported campaigns',
        row: reportedCampaign,
        sql: `select * from (select t.*, c.name, c.status from reporting.campaign_totals t
          join reporting.campaigns c on c.campaign_id = t.campaign_id) r where true`,
        ...{ keys: ['last_started_at', 'campaign_id'], descending: true, asked: query },
      });
      return isDenied(page) ? page : { campaigns: page.rows, next: page.next };
    }),
    serve(
      readFrom(['executions'], reportCampaign),
      async ({ params: { campaignId } }) =>
        (await campaignReport(db, campaignId)) ??
        notFound('There is no such campaign, or nothing of it was ever started.'),
    ),
    serve(
      readFrom(['campaigns', 'executions'], reportCampaignSeries),
      async ({ params: { campaignId }, query: { by } }) => {
        const missing = await missingOwner(db, ofCampaign(campaignId));
        return missing ?? { by, series: await seriesOf(db, { campaignId }, by) };
      },
    ),
    serve(
      readFrom(['campaigns', 'executions'], reportCampaignTableFile),
      ({ params: { campaignId: id, table: name }, response }) =>
        writeTable(db, response, { tables: campaignTables, name, of: ofCampaign(id) }),
    ),
  ];
}

function otherDoors(db: Database): readonly Served[] {
  return [
    serve(reportChannels, async () => {
      const { rows: channels } = await db.pool.query<z.infer<typeof channelHealth>>(
        'select * from reporting.channel_health order by name, channel_id',
      );
      const { rows: outcomes } = await db.pool.query<{ channel_id: string; outcome: string; attempts: number }>(
        'select * from reporting.channel_outcomes order by channel_id, outcome',
      );
      return { channels, outcomes };
    }),
    serve(reportContact, async ({ params: { contactId }, query: { limit } }) => {
      const { rows } = await db.pool.query<z.infer<typeof contactMoment>>(
        'select * from reporting.contact_history where contact_id = $1 order by at, n, attempt_id limit $2',
        [contactId, limit],
      );
      return rows.length > 0 ? { history: rows } : notFound('Nothing is known of this contact.');
    }),
  ];
}

type AskedTable = {
  readonly tables: Tables;
  readonly name: string;
  readonly of: Reported;
};

async function writeTable(
  db: Database,
  response: Response,
  { tables, name, of }: AskedTable,
): Promise<Denied | undefined> {
  const [view, order] = (Object.hasOwn(tables, name) ? tables[name] : undefined) ?? [];
  if (view === undefined || order === undefined) {
    const detail = `There is no table “${name.slice(0, 60)}”; there are ${Object.keys(tables).join(', ')}.`;
    return notFound(detail);
  }
  const missing = await missingOwner(db, of);
  if (missing) return missing;
  const { column, id } = of;
  await attemptsKnown(db, column, id);
  const sql = `select * from reporting.${view} where ${column} = $1 order by ${order}`;
  await writeCsv(db, response, { name: `${name}-${id}`, sql, values: [id] });
  return undefined;
}
