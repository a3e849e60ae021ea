import { documentOf } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import {
  flowRow,
  flowVersionRow,
  listFlowEvents,
  listFlows,
  listFlowVersions,
  readFlow,
  readFlowVersion,
} from '#contracts/wire/flow-doors';
import { syncLimit } from '#contracts/wire/sync';
import { readPage } from '#server/engine/http/page';
import { isDenied, notFound } from '#server/engine/http/problem';
import { readFrom, serve, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { diffDoor } from './diff-route.ts';
import type { FlowFolds } from './flow-folds.ts';
import { readVersions } from './read-versions.ts';

const noFlow = notFound('There is no such flow.');

type Parts = { readonly log: Log; readonly db: Database; readonly folds: FlowFolds };

/** What there is to know about flows. */
export function flowReadDoors({ log, db, folds }: Parts): readonly Served[] {
  return [
    serve(readFrom(['flows'], listFlows), async ({ query }) => {
      const page = await readPage(db, {
        ...{ list: 'flows', row: flowRow, sql: 'select * from read.flows where true' },
        ...{ keys: ['created_at', 'flow_id'], descending: true, asked: query },
      });
      return isDenied(page) ? page : { flows: page.rows, next: page.next };
    }),
    serve(readFlow, async ({ params: { flowId } }) => {
      const versions = await readVersions(log, flowId);
      if (versions.status === 'missing') return noFlow;
      const state = await folds.read(flowId);
      const published = versions.versions.map(({ version, rev }) => ({ version, rev }));
      const { name, status } = versions;
      return {
        ...{ flowId, name, status, rev: state.rev, document: documentOf(state) },
        ...{ conflicts: [...state.conflicts.values()], versions: published },
      };
    }),
    serve(listFlowEvents, async ({ params: { flowId }, query: { fromRev } }) => {
      const history = await log.read(`flow-${flowId}`);
      // A flow that was created and never edited has a stream of its own only beside this one.
      if (history.length === 0 && (await readVersions(log, flowId)).status === 'missing') return noFlow;
      const events = history
        .slice(fromRev + 1, fromRev + 1 + syncLimit)
        .map(({ revision, event, at }) => ({ rev: revision, event: event as FlowEvent, time: at }));
      return { events, head: history.length - 1 };
    }),
    diffDoor({ log, folds }),
    serve(readFrom(['flows'], listFlowVersions), async ({ params: { flowId }, query }) => {
      const page = await readPage(db, {
        ...{ list: `versions of ${flowId}`, row: flowVersionRow, values: [flowId] },
        of: { table: 'read.flows', column: 'flow_id', id: flowId, missing: noFlow },
        sql: 'select version, rev, steps, published_by, published_at from read.flow_versions where flow_id = $1',
        ...{ keys: ['version'], descending: true, asked: query },
      });
      return isDenied(page) ? page : { versions: page.rows, next: page.next };
    }),
    serve(readFlowVersion, async ({ params: { flowId, version } }) => {
      const versions = await readVersions(log, flowId);
      const found = versions.status === 'missing' ? undefined : versions.versions[version - 1];
      return found ?? notFound(`The flow ${flowId} has no version ${version}.`);
    }),
  ];
}
