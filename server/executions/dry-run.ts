import { campaign } from '#contracts/campaign/campaign';
import type { CampaignEvent } from '#contracts/campaign/events';
import type { SuppressionCause } from '#contracts/contact/events';
import { executionSettings } from '#contracts/execution/settings';
import type { FlowDocument } from '#contracts/flow/document';
import { documentOf, evolveAll } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import { emptyFlow } from '#contracts/flow/state';
import { flowVersions, type FlowVersionsEvent } from '#contracts/flow/versions';
import { fold } from '#contracts/kernel/decider';
import { refuse, type Refusal } from '#contracts/kernel/command';
import type { Instant } from '#contracts/kernel/event';
import { dryRun } from '#contracts/row/dry-run';
import type { RowContext } from '#contracts/row/input';
import { prepareFlow, type PreparedFlow } from '#contracts/row/prepared-flow';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { createFacts } from './facts.ts';

type Parts = { readonly log: Log; readonly db: Database; readonly now: () => Instant };
type Asked = {
  readonly campaignId: string;
  readonly dataSetId: string;
  readonly version: number | undefined;
  readonly limit: number;
};
type Totals = { readonly accepted: number; readonly rejected: number; readonly duplicates: number };
type Found = Totals & {
  readonly looked: number;
  readonly contacted: number;
  readonly later: number;
  readonly skipped: readonly { readonly reason: string; readonly rows: number }[];
};

/** Walks the rows of a data set through the beginning of a flow, as a run would; null when there is no such thing. */
export async function dryRunOf({ log, db, now }: Parts, asked: Asked): Promise<Found | Refusal | null> {
  const { campaignId, dataSetId, limit } = asked;
  const { rows: sets } = await db.pool.query<Totals>(
    'select accepted, rejected, duplicates from read.data_sets where data_set_id = $1 and campaign_id = $2',
    [dataSetId, campaignId],
  );
  const history = await log.read(`campaign-${campaignId}`);
  const found = fold(
    campaign,
    history.map(({ event }) => event as CampaignEvent),
  );
  const document = found.status === 'missing' ? null : await documentAt(log, found.flowId, asked.version);
  if (!sets[0] || found.status === 'missing' || !document) return null;
  const flow = prepared(document);
  if ('refused' in flow) return flow;
  const facts = createFacts(log);
  const parts = await facts.partsOf(flow, found.channelIds);
  const context = {
    ...{ ...parts, flow, at: now(), hold: null, disclosure: found.rules.disclosure },
    run: 'running',
    settings: { ...executionSettings.parse({}), quietHours: null },
  } as const;
  const counts = { looked: 0, contacted: 0, later: 0 };
  const skipped = new Map<string, number>();
  for (let number = 0; counts.looked < limit; number += 1) {
    const chunk = await facts.chunk(dataSetId, number);
    if (!chunk) break;
    const rows = chunk.accepted.slice(0, limit - counts.looked);
    const suppressed = await suppressedOf(
      db,
      rows.map(({ contactId }) => contactId),
    );
    for (const { line, contactId, phone, values } of rows) {
      const of: RowContext = {
        ...context,
        contact: { suppressed: suppressed.get(contactId) ?? null, lastInbound: {} },
      };
      const row = { rowId: 'dry_0', executionId: 'dry', campaignId, n: 0, line, batch: 0, contactId, phone, values };
      const verdict = dryRun(row, of);
      counts.looked += 1;
      if (verdict.verdict === 'skipped') skipped.set(verdict.reason, (skipped.get(verdict.reason) ?? 0) + 1);
      else counts[verdict.verdict] += 1;
    }
  }
  const reasons = [...skipped].map(([reason, rows]) => ({ reason, rows }));
  return { ...sets[0], ...counts, skipped: reasons.toSorted((left, right) => right.rows - left.rows) };
}

async function suppressedOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, SuppressionCause>> {
  const { rows } = await db.pool.query<{ contact_id: string; cause: SuppressionCause }>(
    'select contact_id, cause from read.contacts where suppressed and contact_id = any($1)',
    [ids],
  );
  return new Map(rows.map(({ contact_id, cause }) => [contact_id, cause]));
}

/** A version of a flow, or its draft. */
async function documentAt(log: Log, flowId: string, version: number | undefined): Promise<FlowDocument | null> {
  if (version === undefined) {
    const history = await log.read(`flow-${flowId}`);
    return documentOf(
      evolveAll(
        emptyFlow,
        history.map(({ event }) => event as FlowEvent),
      ),
    );
  }
  const history = await log.read(`flowVersions-${flowId}`);
  const state = fold(
    flowVersions,
    history.map(({ event }) => event as FlowVersionsEvent),
  );
  return state.status === 'missing' ? null : (state.versions[version - 1]?.document ?? null);
}

/** A draft may be unfinished. */
function prepared(document: FlowDocument): PreparedFlow | Refusal {
  try {
    return prepareFlow(document);
  } catch (fault) {
    return refuse(
      'FlowHasFindings',
      `The draft cannot be walked yet; put its findings right first. ${(fault as Error).message.slice(0, 200)}`,
    );
  }
}
