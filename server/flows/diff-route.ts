import { diffFlow } from '#contracts/flow/diff';
import { emptyDocument, type FlowDocument } from '#contracts/flow/document';
import { documentOf, evolveAll } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import { diffFlowDraft } from '#contracts/wire/flow-doors';
import { notFound } from '#server/engine/http/problem';
import { serve, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { FlowFolds } from './flow-folds.ts';
import { readVersions } from './read-versions.ts';

type Parts = { readonly log: Log; readonly folds: FlowFolds };
type Drawing = { readonly version: number | null; readonly rev: number; readonly document: FlowDocument };

/** What publishing would change, or what one version changed against another, with who changed it. */
export function diffDoor({ log, folds }: Parts): Served {
  return serve(diffFlowDraft, async ({ params: { flowId }, query }) => {
    const flow = await readVersions(log, flowId);
    if (flow.status === 'missing') return notFound('There is no such flow.');
    const versionOf = (asked: number): Drawing | undefined => flow.versions[asked - 1];
    const nothing: Drawing = { version: null, rev: -1, document: emptyDocument };
    const before = query.to === undefined ? flow.versions.at(-1) : versionOf(query.to - 1);
    const from = query.from === undefined ? (before ?? nothing) : versionOf(query.from);
    const state =
      query.to === undefined ? await folds.read(flowId) : await stateAt(log, flowId, versionOf(query.to)?.rev);
    const to =
      query.to === undefined ? { version: null, rev: state.rev, document: documentOf(state) } : versionOf(query.to);
    if (!from || !to) {
      const version = from ? query.to : query.from;
      return notFound(`The flow has no version ${version ?? ''}; it has ${flow.versions.length}.`);
    }
    const changes = diffFlow(from.document, to.document, state.authors);
    return { from: from.version, to: to.version, rev: to.rev, changes };
  });
}

/** The fold up to a revision: who had changed what by then. */
async function stateAt(log: Log, flowId: string, rev = -1): Promise<FlowState> {
  const history = await log.read(`flow-${flowId}`);
  return evolveAll(
    emptyFlow,
    history.slice(0, rev + 1).map(({ event }) => event as FlowEvent),
  );
}
