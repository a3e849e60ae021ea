import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { documentOf } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import type { SyncAnswer } from '#contracts/wire/sync';
import type { Allow } from '#server/engine/http/door';
import { identifiers, pathParameter } from '#server/engine/http/identifier';
import { parseAs } from '#server/engine/http/parse';
import { problem, reply } from '#server/engine/http/problem';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { FlowFolds } from './flow-folds.ts';
import { readVersions } from './read-versions.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly folds: FlowFolds;
  readonly allow: Allow;
};

const eventsAtOnce = 500;
const fromRevision = z.coerce.number().int().min(-1).default(-1);

/** What there is to know about flows. */
export function flowReadRoutes({ log, db, folds, allow }: Parts): Router {
  const router = express.Router();
  const idOf = (request: Request): string => pathParameter(request, 'flowId');

  router.get('/api/flows', allow('readCampaigns'), async (_request, response) => {
    const { rows } = await db.pool.query('select * from read.flows order by edited_at desc, flow_id limit 1000');
    response.json({ flows: rows });
  });
  router.get('/api/flows/:flowId', allow('readCampaigns'), identifiers('flowId'), async (request, response) => {
    const versions = await readVersions(log, idOf(request));
    if (versions.status === 'missing') {
      problem(response, 404, { code: 'NotFound', detail: 'There is no such flow.' });
      return;
    }
    const state = await folds.read(idOf(request));
    const published = versions.versions.map(({ version, rev }) => ({ version, rev }));
    const { flowId, name, status } = versions;
    response.json({
      flowId,
      name,
      status,
      rev: state.rev,
      document: documentOf(state),
      conflicts: [...state.conflicts.values()],
      versions: published,
    });
  });
  router.get('/api/flows/:flowId/events', allow('readCampaigns'), identifiers('flowId'), async (request, response) => {
    const from = parseAs(fromRevision, request.query.fromRev);
    if (!from.ok) {
      reply(response, from.invalid);
      return;
    }
    const history = await log.read(`flow-${idOf(request)}`);
    const events = history
      .slice(from.value + 1, from.value + 1 + eventsAtOnce)
      .map(({ revision, event, at }) => ({ rev: revision, event: event as FlowEvent, time: at }));
    response.json({ events, head: history.length - 1 } satisfies SyncAnswer);
  });
  return router;
}
