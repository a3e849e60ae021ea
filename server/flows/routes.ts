import { randomUUID } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { documentOf } from '#contracts/flow/evolve';
import { validateFlow } from '#contracts/flow/validate';
import {
  flowVersions,
  flowVersionsCommand,
  type FlowVersions,
  type FlowVersionsCommand,
} from '#contracts/flow/versions';
import type { Instant } from '#contracts/kernel/event';
import { pushLimit, pushRequest, syncSchema, type PushRequest } from '#contracts/wire/sync';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy, type Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs, parseCommand } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { caughtUp } from '#server/engine/subscriptions/caught-up';
import { flowFactsOf } from './flow-facts.ts';
import { createFlowFolds } from './flow-folds.ts';
import { readVersions } from './read-versions.ts';
import { pushEdits } from './push.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly allow: Allow;
  readonly now: () => Instant;
};

export function flowRoutes({ log, db, allow, now }: Parts): Router {
  const router = express.Router();
  const folds = createFlowFolds(log);
  const idOf = (request: Request): string => pathParameter(request, 'flowId');

  const versionsOf = (flowId: string): Promise<FlowVersions> => readVersions(log, flowId);

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
    const push = parsed.value as PushRequest;
    const flowId = idOf(request);
    const refusal = await pushRefusal(push, flowId, versionsOf);
    if (refusal) {
      refusal(response);
      return;
    }
    response.json(
      await pushEdits(
        { log, folds },
        { flowId, replica: push.replica, ops: push.ops, provenance: askedBy(response, randomUUID(), now) },
      ),
    );
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

/** Why a push is turned away before any of its edits is judged. */
async function pushRefusal(
  push: PushRequest,
  flowId: string,
  versionsOf: (flowId: string) => Promise<FlowVersions>,
): Promise<((response: Response) => void) | null> {
  if (push.schema > syncSchema) return (response) => void response.json({ status: 'upgrade', lastSeq: 0, head: -1 });
  const foreign = push.ops.find((op) => op.flowId !== flowId);
  if (foreign)
    return (response) =>
      problem(response, 400, {
        code: 'Invalid',
        detail: `The edit ${foreign.opId} is of the flow ${foreign.flowId}, not of ${flowId}.`,
      });
  if (JSON.stringify(push.ops).length > pushLimit.characters)
    return (response) =>
      problem(response, 413, {
        code: 'TooLarge',
        detail: `A push holds at most ${pushLimit.characters} characters; send fewer edits at once.`,
      });
  const versions = await versionsOf(flowId);
  if (versions.status === 'missing') return missing;
  if (versions.status === 'archived')
    return (response) =>
      reply(response, {
        outcome: 'refused',
        refused: 'FlowIsArchived',
        sentence: `“${versions.name}” is archived and takes no more edits.`,
      });
  return null;
}

function missing(response: Response): void {
  problem(response, 404, { code: 'NotFound', detail: 'There is no such flow.' });
}
