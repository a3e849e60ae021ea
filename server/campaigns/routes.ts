import type { z } from 'zod';
import { campaign } from '#contracts/campaign/campaign';
import { checklist } from '#contracts/campaign/checklist';
import type { Instant } from '#contracts/kernel/event';
import {
  commandCampaign,
  duplicateCampaign,
  listCampaigns,
  listExecutions,
  readCampaign,
  readChecklist,
  campaignRow,
} from '#contracts/wire/campaign-doors';
import { executionRow } from '#contracts/wire/execution-row';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy } from '#server/engine/http/door';
import { readPage } from '#server/engine/http/page';
import { answerTo, isDenied, notFound } from '#server/engine/http/problem';
import { readFrom, serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { OwnWrites } from '#server/engine/subscriptions/own-writes';
import { createCampaignFacts } from './campaign-facts.ts';
import { duplicate } from './duplicate.ts';
import { enrich } from './enrich.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly ownWrites: OwnWrites;
  readonly now: () => Instant;
};
type CampaignRow = z.infer<typeof campaignRow>;

const noCampaign = notFound('There is no such campaign.');

export function campaignDoors({ log, db, ownWrites, now }: Parts): readonly Served[] {
  const facts = createCampaignFacts({ log, db, ownWrites });
  return [
    serve(readFrom(['campaigns'], listCampaigns), async ({ query }) => {
      const page = await readPage(db, {
        list: 'campaigns',
        sql: 'select * from read.campaigns where true',
        row: campaignRow,
        keys: ['created_at', 'campaign_id'],
        descending: true,
        asked: query,
      });
      return isDenied(page) ? page : { campaigns: page.rows, next: page.next };
    }),
    serve(readFrom(['campaigns'], readCampaign), async ({ params: { campaignId } }) => {
      const { rows } = await db.pool.query<CampaignRow>('select * from read.campaigns where campaign_id = $1', [
        campaignId,
      ]);
      return rows[0] ?? noCampaign;
    }),
    serve(readChecklist, async ({ params: { campaignId }, by: { personId } }) => {
      const found = await facts.campaign(campaignId);
      if (found.status === 'missing') return noCampaign;
      return { items: [...checklist(await facts.checklist(found, `person-${personId}`))] };
    }),
    serve(readFrom(['campaigns', 'executions'], listExecutions), async ({ params: { campaignId }, query }) => {
      const page = await readPage(db, {
        list: `executions of ${campaignId}`,
        of: { table: 'read.campaigns', column: 'campaign_id', id: campaignId, missing: noCampaign },
        sql: 'select * from read.executions where campaign_id = $1',
        values: [campaignId],
        row: executionRow,
        keys: ['started_at', 'execution_id'],
        descending: true,
        asked: query,
      });
      return isDenied(page) ? page : { executions: page.rows, next: page.next };
    }),
    serve(duplicateCampaign, async ({ params: { campaignId }, body, response }) => {
      const outcome = await duplicate({ log, db, ownWrites }, campaignId, body, askedBy(response, body.commandId, now));
      return outcome === null ? noCampaign : answerTo(outcome);
    }),
    serveCommands(commandCampaign, now, async ({ params: { campaignId: id }, command: asked, provenance }) => {
      const command = await enrich(facts, id, asked, provenance.by);
      return handleCommand({ log, decider: campaign, id, command, provenance });
    }),
  ];
}
