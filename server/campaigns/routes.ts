import express, { type Response, type Router } from 'express';
import { campaign } from '#contracts/campaign/campaign';
import { checklist } from '#contracts/campaign/checklist';
import { campaignCommand, type AskedOfCampaign } from '#contracts/campaign/commands';
import type { Instant } from '#contracts/kernel/event';
import { may, type Permission, type Role } from '#contracts/person/roles';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, signedIn, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseCommand } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { createCampaignFacts } from './campaign-facts.ts';
import { enrich } from './enrich.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow<Permission>;
  readonly now: () => Instant;
};

/** Drafting is the editors' part, running the operators'. */
const needed: Readonly<Record<AskedOfCampaign['type'], Permission>> = {
  CreateCampaign: 'editCampaigns',
  DescribeCampaign: 'editCampaigns',
  SetCampaignRules: 'editCampaigns',
  AssignChannel: 'editCampaigns',
  UnassignChannel: 'editCampaigns',
  ArchiveCampaign: 'editCampaigns',
  ActivateCampaign: 'runExecutions',
  StartExecution: 'runExecutions',
  ReopenCampaign: 'runExecutions',
};

export function campaignRoutes({ log, db, allow, now }: Parts): Router {
  const router = express.Router();
  const facts = createCampaignFacts({ log, db });

  router.get('/api/campaigns', allow('readCampaigns'), async (_request, response) => {
    const { rows } = await db.pool.query(
      'select * from read.campaigns order by changed_at desc, campaign_id limit 1000',
    );
    response.json({ campaigns: rows });
  });
  router.get(
    '/api/campaigns/:campaignId',
    allow('readCampaigns'),
    identifiers('campaignId'),
    async (request, response) => {
      const { rows } = await db.pool.query('select * from read.campaigns where campaign_id = $1', [
        pathParameter(request, 'campaignId'),
      ]);
      if (rows[0]) response.json(rows[0]);
      else missing(response);
    },
  );
  router.get(
    '/api/campaigns/:campaignId/checklist',
    allow('readCampaigns'),
    identifiers('campaignId'),
    async (request, response) => {
      const found = await facts.campaign(pathParameter(request, 'campaignId'));
      if (found.status === 'missing') missing(response);
      else response.json({ items: checklist(await facts.checklist(found)) });
    },
  );
  router.get(
    '/api/campaigns/:campaignId/executions',
    allow('readCampaigns'),
    identifiers('campaignId'),
    async (request, response) => {
      const { rows } = await db.pool.query(
        'select * from read.executions where campaign_id = $1 order by started_at desc',
        [pathParameter(request, 'campaignId')],
      );
      response.json({ executions: rows });
    },
  );
  router.post(
    '/api/campaigns/:campaignId/commands',
    allow('readCampaigns'),
    identifiers('campaignId'),
    async (request, response) => {
      const parsed = parseCommand(campaignCommand, request.body);
      if (!parsed.ok) {
        reply(response, parsed.invalid);
        return;
      }
      const { commandId, command: asked } = parsed.value;
      const { role } = signedIn(response);
      if (!may(role as Role, needed[asked.type])) {
        problem(response, 403, {
          code: 'NotAllowed',
          detail: `Your role, ${role}, may not ask for ${asked.type}; it needs ${needed[asked.type]}.`,
        });
        return;
      }
      const id = pathParameter(request, 'campaignId');
      const command = await enrich(facts, id, asked);
      reply(
        response,
        await handleCommand({ log, decider: campaign, id, command, provenance: askedBy(response, commandId, now) }),
      );
    },
  );
  return router;
}

function missing(response: Response): void {
  problem(response, 404, { code: 'NotFound', detail: 'There is no such campaign.' });
}
