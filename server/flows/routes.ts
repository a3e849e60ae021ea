import { randomUUID } from 'node:crypto';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { documentOf } from '#contracts/flow/evolve';
import { validateFlow } from '#contracts/flow/validate';
import { flowVersions, flowVersionsCommand, type FlowVersionsCommand } from '#contracts/flow/versions';
import type { Instant } from '#contracts/kernel/event';
import { pushRequest } from '#contracts/wire/sync';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs, parseCommand } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';
import { flowFactsOf } from './flow-facts.ts';
import type { FlowFolds } from './flow-folds.ts';
import { takePush } from './take-push.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly folds: FlowFolds;
  readonly allow: Allow;
  readonly now: () => Instant;
  /** Called with a flow to which something was appended. */
  readonly appended: (flowId: string) => void;
};

export function flowRoutes({ log, db, folds, allow, now, appended }: Parts): Router {
  const router = express.Router();
  const idOf = (request: Request): string => pathParameter(request, 'flowId');

  /** Findings against a campaign's channels and data sets, which are read after everything that happened before. */
  const findingsOf = async (flowId: string, campaignId: string) => {
    await caughtUp(log, db, ['campaigns', 'channels', 'templates', 'dataSets']);
    return validateFlow(documentOf(await folds.read(flowId)), await flowFactsOf(db, campaignId));
  };

  const enrich = async (flowId: string, asked: z.infer<typeof flowVersionsCommand>): Promise<FlowVersionsCommand> => {
    if (asked.type === 'CreateFlow') return { type: asked.type, data: { flowId, ...asked.data } };
    if (asked.type === 'ArchiveFlow') return asked;
    const findings = await findingsOf(flowId, asked.data.campaignId);
    const state = await folds.read(flowId);
    return { type: asked.type, data: { rev: asked.data.rev, head: state.rev, document: documentOf(state), findings } };
  };

  router.get(
    '/api/flows/:flowId/findings',
    allow('readCampaigns'),
    identifiers('flowId'),
    async (request, response) => {
      const campaignId = parseAs(z.uuid(), request.query.campaignId);
      if (!campaignId.ok) {
        reply(response, campaignId.invalid);
        return;
      }
      response.json({ findings: await findingsOf(idOf(request), campaignId.value) });
    },
  );
  router.post('/api/flows/:flowId/push', allow('editFlows'), identifiers('flowId'), async (request, response) => {
    const parsed = parseAs(pushRequest, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    const provenance = askedBy(response, randomUUID(), now);
    const taken = await takePush({ log, folds, appended }, idOf(request), parsed.value, provenance);
    if ('http' in taken) problem(response, taken.http, taken);
    else response.json(taken);
  });
  router.post('/api/flows/:flowId/commands', allow('editFlows'), identifiers('flowId'), async (request, response) => {
    const parsed = parseCommand(flowVersionsCommand, request.body);
    if (!parsed.ok) {
      reply(response, parsed.invalid);
      return;
    }
    const { commandId, command: asked } = parsed.value;
    const command = await enrich(idOf(request), asked);
    reply(
      response,
      await handleCommand({
        log,
        decider: flowVersions,
        id: idOf(request),
        command,
        provenance: askedBy(response, commandId, now),
      }),
    );
  });
  return router;
}
