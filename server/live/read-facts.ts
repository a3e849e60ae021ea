import { sql } from 'kysely';
import { rowIdOf } from '#contracts/row/ids';
import {
  type CampaignFact,
  type ChannelFact,
  type DataSetFact,
  type ExecutionFact,
  type Fact,
  type FlowFact,
  type Room,
  type RowFact,
  type RowsFact,
} from '#contracts/wire/facts';
import type { Database } from '#server/engine/postgres/database';
import type { MovedRows } from './rooms.ts';

/** How far in the history the facts of each kind have come that a room was told; nothing: all of it is new. */
export type Seen = Partial<Readonly<Record<Fact['kind'], number>>>;

/** Most things of one kind that a room tells of; the newest. */
const most = 500;

/** What is new in a room since what was seen of it, out of the read tables. */
export async function readFacts(db: Database, room: Room, seen: Seen): Promise<readonly Fact[]> {
  if (room === 'campaigns') return campaigns(db, seen, null);
  if (room === 'flows') return flows(db, seen);
  if (room === 'channels') return channels(db, seen);
  const id = room.slice(room.indexOf(':') + 1);
  if (room.startsWith('execution:')) return executions(db, seen, { execution: id });
  const ofCampaign = [campaigns(db, seen, id), executions(db, seen, { campaign: id }), dataSets(db, seen, id)];
  return (await Promise.all(ofCampaign)).flat();
}

/** Rows that moved, as they stand now. */
export async function readRows(db: Database, executionId: string, { numbers, more }: MovedRows): Promise<RowsFact> {
  const ids = numbers.map((n) => rowIdOf(executionId, n));
  const { rows } = await db.pool.query<RowFact>({
    name: 'live_rows',
    text: `select row_id, n, file_row, status, step, waiting_until, deferred_because, outcome, label, reason, attempts, in_doubt, delivered,
      read, replied, position from read.rows where row_id = any($1)`,
    values: [ids],
  });
  return { kind: 'rows', execution_id: executionId, rows, more };
}

export function seenAfter(seen: Seen, facts: readonly Fact[]): Seen {
  const next: Partial<Record<Fact['kind'], number>> = { ...seen };
  for (const fact of facts) if (fact.kind !== 'rows') next[fact.kind] = Math.max(next[fact.kind] ?? 0, fact.position);
  return next;
}

async function campaigns(db: Database, { campaign = -1 }: Seen, id: string | null): Promise<CampaignFact[]> {
  return (
    await sql<CampaignFact>`
      select 'campaign' as kind, campaign_id, name, status, flow_id, running_execution_id, executions, changed_at, position
      from read.campaigns where position > ${campaign} and (${id}::uuid is null or campaign_id = ${id}::uuid)
      order by position desc limit ${most}`.execute(db.kysely)
  ).rows;
}

async function executions(
  db: Database,
  { execution = -1 }: Seen,
  of: { readonly campaign: string } | { readonly execution: string },
): Promise<ExecutionFact[]> {
  const whose = 'campaign' in of ? sql`campaign_id = ${of.campaign}::uuid` : sql`execution_id = ${of.execution}::uuid`;
  return (
    await sql<ExecutionFact>`
      select 'execution' as kind, execution_id, campaign_id, status, pause_cause, pause_sentence, rows, admitted, started,
        contacted, messaged, delivered, read, replied, called, calls, answered, transferred, waiting, deferred, retries,
        completed, failed, suppressed, opted_out, stopped, in_doubt, started_at, ended_at, position
      from read.executions where ${whose} and position > ${execution} order by position desc limit ${most}`.execute(
      db.kysely,
    )
  ).rows;
}

async function dataSets(db: Database, { dataSet = -1 }: Seen, campaignId: string): Promise<DataSetFact[]> {
  return (
    await sql<DataSetFact>`
      select 'dataSet' as kind, data_set_id, campaign_id, status, bytes, read_bytes, rows, accepted, rejected, duplicates, position
      from read.data_sets where campaign_id = ${campaignId}::uuid and position > ${dataSet}
      order by position desc limit ${most}`.execute(db.kysely)
  ).rows;
}

async function flows(db: Database, { flow = -1 }: Seen): Promise<FlowFact[]> {
  return (
    await sql<FlowFact>`
      select 'flow' as kind, flow_id, name, status, rev, published_version, published_rev, edited_at, position
      from read.flows where position > ${flow} order by position desc limit ${most}`.execute(db.kysely)
  ).rows;
}

async function channels(db: Database, { channel = -1 }: Seen): Promise<ChannelFact[]> {
  return (
    await sql<ChannelFact>`
      select 'channel' as kind, channel_id, state, attempts, recent_trouble, last_failure, last_failed_at, last_reached_at, position
      from read.channel_health where position > ${channel} order by position desc limit ${most}`.execute(db.kysely)
  ).rows;
}
