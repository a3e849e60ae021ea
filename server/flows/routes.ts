import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { FlowDocument } from '#contracts/flow/document';
import { documentOf } from '#contracts/flow/evolve';
import { validateFlow } from '#contracts/flow/validate';
import { flowVersions, type flowVersionsCommand, type FlowVersionsCommand } from '#contracts/flow/versions';
import { isRefusal, refuse, type Refusal } from '#contracts/kernel/command';
import type { Instant } from '#contracts/kernel/event';
import { commandFlow, findFlow, pushFlow } from '#contracts/wire/flow-doors';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy } from '#server/engine/http/door';
import { denied, notFound } from '#server/engine/http/problem';
import { serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { OwnWrites } from '#server/engine/subscriptions/own-writes';
import { flowFactsOf } from './flow-facts.ts';
import type { FlowFolds } from './flow-folds.ts';
import { readVersions } from './read-versions.ts';
import { takePush } from './take-push.ts';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly ownWrites: OwnWrites;
  readonly folds: FlowFolds;
  readonly now: () => Instant;
  /** Called with a flow to which something was appended. */
  readonly appended: (flowId: string) => void;
};

export function flowDoors({ log, db, ownWrites, folds, now, appended }: Parts): readonly Served[] {
  /** Findings against a campaign's channels and data sets; null: no such campaign uses this flow. */
  const findingsOf = async (document: FlowDocument, of: Parameters<typeof flowFactsOf>[2]) => {
    const facts = await flowFactsOf({ log, db, ownWrites }, document, of);
    return facts && validateFlow(document, facts);
  };

  const enrich = async (
    flowId: string,
    asked: z.infer<typeof flowVersionsCommand>,
    by: string,
  ): Promise<FlowVersionsCommand | Refusal> => {
    if (asked.type === 'CreateFlow') return { type: asked.type, data: { flowId, ...asked.data } };
    if (asked.type !== 'PublishFlow') return asked;
    const { rev, campaignId } = asked.data;
    const state = await folds.read(flowId);
    const document = documentOf(state);
    // Of a flow that is not there the rule says so.
    const isThere = (await readVersions(log, flowId)).status !== 'missing';
    const findings = isThere ? await findingsOf(document, { flowId, campaignId, by }) : [];
    if (!findings)
      return refuse('CampaignIsMissing', `No campaign ${campaignId} uses this flow; publish for one that does.`);
    return { type: asked.type, data: { rev, head: state.rev, document, findings } };
  };

  return [
    serve(findFlow, async ({ params: { flowId }, query: { campaignId }, by }) => {
      if ((await readVersions(log, flowId)).status === 'missing') return notFound('There is no such flow.');
      const document = documentOf(await folds.read(flowId));
      const findings = await findingsOf(document, { flowId, campaignId, by: `person-${by.personId}` });
      return findings ? { findings } : notFound(`No campaign ${campaignId} uses this flow.`);
    }),
    serve(pushFlow, async ({ params: { flowId }, body, response }) => {
      const provenance = askedBy(response, randomUUID(), now);
      const taken = await takePush({ log, folds, appended }, flowId, body, provenance);
      return 'http' in taken ? denied(taken.http, taken.code, taken.detail, taken.details) : taken;
    }),
    serveCommands(commandFlow, now, async ({ params: { flowId: id }, command: asked, provenance }) => {
      const command = await enrich(id, asked, provenance.by);
      if (isRefusal(command)) return { outcome: 'refused', ...command };
      return handleCommand({ log, decider: flowVersions, id, command, provenance });
    }),
  ];
}
