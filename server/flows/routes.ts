import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { documentOf } from '#contracts/flow/evolve';
import { validateFlow } from '#contracts/flow/validate';
import { flowVersions, type flowVersionsCommand, type FlowVersionsCommand } from '#contracts/flow/versions';
import type { Instant } from '#contracts/kernel/event';
import { commandFlow, findFlow, pushFlow } from '#contracts/wire/flow-doors';
import { handleCommand } from '#server/engine/commands/handle-command';
import { askedBy } from '#server/engine/http/door';
import { denied } from '#server/engine/http/problem';
import { serve, serveCommands, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { OwnWrites } from '#server/engine/subscriptions/own-writes';
import { flowFactsOf } from './flow-facts.ts';
import type { FlowFolds } from './flow-folds.ts';
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
  /** Findings against a campaign's channels and data sets. */
  const findingsOf = async (flowId: string, campaignId: string, by: string) => {
    const document = documentOf(await folds.read(flowId));
    return validateFlow(document, await flowFactsOf({ log, db, ownWrites }, document, { campaignId, by }));
  };

  const enrich = async (
    flowId: string,
    asked: z.infer<typeof flowVersionsCommand>,
    by: string,
  ): Promise<FlowVersionsCommand> => {
    if (asked.type === 'CreateFlow') return { type: asked.type, data: { flowId, ...asked.data } };
    if (asked.type !== 'PublishFlow') return asked;
    const findings = await findingsOf(flowId, asked.data.campaignId, by);
    const state = await folds.read(flowId);
    return { type: asked.type, data: { rev: asked.data.rev, head: state.rev, document: documentOf(state), findings } };
  };

  return [
    serve(findFlow, async ({ params: { flowId }, query: { campaignId }, by }) => ({
      findings: await findingsOf(flowId, campaignId, `person-${by.personId}`),
    })),
    serve(pushFlow, async ({ params: { flowId }, body, response }) => {
      const provenance = askedBy(response, randomUUID(), now);
      const taken = await takePush({ log, folds, appended }, flowId, body, provenance);
      return 'http' in taken ? denied(taken.http, taken.code, taken.detail, taken.details) : taken;
    }),
    serveCommands(commandFlow, now, async ({ params: { flowId: id }, command: asked, provenance }) => {
      const command = await enrich(id, asked, provenance.by);
      return handleCommand({ log, decider: flowVersions, id, command, provenance });
    }),
  ];
}
