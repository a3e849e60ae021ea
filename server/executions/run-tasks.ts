import { sql } from 'kysely';
import { campaign } from '#contracts/campaign/campaign';
import type { CampaignExecutionStarted } from '#contracts/campaign/events';
import type { ExecutionCommand } from '#contracts/execution/commands';
import type { ChunkSlice } from '#contracts/execution/events';
import { execution } from '#contracts/execution/execution';
import type { ExistingExecution } from '#contracts/execution/state';
import type { Instant, Recorded } from '#contracts/kernel/event';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { Leased } from './dispatch.ts';
import type { Facts } from './facts.ts';

type Parts = { readonly log: Log; readonly db: Database; readonly facts: Facts; readonly now: () => Instant };

/** Does what concerns a run as a whole. `done`: take the dispatch away; `later`: its condition does not hold yet. */
export async function runTask(parts: Parts, dispatch: Leased): Promise<'done' | 'later'> {
  const ask = (command: ExecutionCommand) => askExecution(parts, dispatch, command);
  switch (dispatch.kind) {
    case 'begin':
      return begin(parts, dispatch);
    case 'admit':
      return admit(parts, dispatch);
    case 'complete':
      return ask({ type: 'CompleteExecution', data: { ended: await endedRows(parts, dispatch.executionId) } });
    case 'confirmPaused':
      return (await inFlight(parts, dispatch.executionId)) > 0 ? 'later' : ask({ type: 'ConfirmPaused', data: {} });
    case 'confirmStopped':
      if ((await inFlight(parts, dispatch.executionId)) > 0 || (await openRows(parts, dispatch.executionId)) > 0)
        return 'later';
      return ask({ type: 'ConfirmStopped', data: { ended: await endedRows(parts, dispatch.executionId) } });
    case 'endOfCampaignRun':
      return endCampaignRun(parts, dispatch, dispatch.payload.how);
    case 'start':
    case 'reply':
    case 'undelivered':
    case 'timeout':
    case 'reconcile':
    case 'stop':
      throw new Error(`Working off ${dispatch.kind} of ${dispatch.subject}: this concerns a row, not a run.`);
  }
}

async function askExecution(
  { log, now }: Parts,
  { executionId, subject, inputId }: Leased,
  command: ExecutionCommand,
): Promise<'done' | 'later'> {
  const provenance = { commandId: `${subject} ${inputId}`, correlationId: executionId, by: 'system:runner', at: now() };
  const outcome = await handleCommand({ log, decider: execution, id: executionId, command, provenance });
  // A run that is being paused admits nothing now, but will when it is resumed.
  const notNow =
    outcome.outcome === 'conflict' || (outcome.outcome === 'refused' && outcome.refused === 'ExecutionIsNotRunning');
  return notNow ? 'later' : 'done';
}

/** The campaign's word that a run started becomes the first event of the run's own stream. */
async function begin(parts: Parts, dispatch: Extract<Leased, { kind: 'begin' }>): Promise<'done' | 'later'> {
  const { stream, revision } = dispatch.payload;
  const recorded = (await parts.log.read(stream))[revision] as Recorded<CampaignExecutionStarted> | undefined;
  if (!recorded) throw new Error(`Beginning the run ${dispatch.executionId}: ${stream} has no event ${revision}.`);
  const { executionId, campaignId, flowId, flowVersion, dataSetId, rows, channelIds, settings, startsAt, endsAt } =
    recorded.event.data;
  const data = {
    executionId,
    campaignId,
    flowId,
    flowVersion,
    dataSetId,
    rows,
    channelIds,
    settings,
    startsAt,
    endsAt,
  };
  return askExecution(parts, dispatch, { type: 'BeginExecution', data });
}

async function admit(parts: Parts, dispatch: Leased): Promise<'done' | 'later'> {
  const run = (await parts.facts.runs([dispatch.executionId])).get(dispatch.executionId);
  if (!run) return 'done';
  const { endsAt } = run.execution.started;
  if (endsAt !== null && endsAt <= parts.now()) {
    const sentence = `The campaign ended at ${endsAt}; move its end date and resume to go on.`;
    await askExecution(
      parts,
      { ...dispatch, inputId: `${dispatch.inputId} campaignEnded ${dispatch.dueAt}` },
      { type: 'PauseExecution', data: { cause: 'campaignEnded', sentence } },
    );
    return 'later';
  }
  return askExecution(parts, dispatch, {
    type: 'AdmitBatch',
    data: { slices: await nextSlices(parts.facts, run.execution) },
  });
}

/** The next rows of the data set, as many as a batch holds. */
async function nextSlices(facts: Facts, { started, next }: ExistingExecution): Promise<ChunkSlice[]> {
  const slices: ChunkSlice[] = [];
  let wanted = started.settings.batchSize;
  let { chunk, offset } = next;
  while (wanted > 0) {
    const rows = await facts.chunk(started.dataSetId, chunk);
    if (!rows) break;
    const count = Math.min(wanted, rows.accepted.length - offset);
    if (count > 0) slices.push({ chunk, offset, count });
    wanted -= Math.max(count, 0);
    chunk += 1;
    offset = 0;
  }
  return slices;
}

/** Attempts without an answer, and inputs that a runner holds at this moment. */
async function inFlight({ db, now }: Parts, executionId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from run.open_attempt where execution_id = ${executionId})
      + (select count(*) from run.dispatch where execution_id = ${executionId} and subject <> ${executionId} and lease_until > ${now()} and kind <> 'stop') as n`.execute(
    db.derived,
  );
  return rows[0]?.n ?? 0;
}

async function openRows({ db }: Parts, executionId: string): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from run.open_row where execution_id = ${executionId}`.execute(db.derived);
  return rows[0]?.n ?? 0;
}

async function endedRows({ db }: Parts, executionId: string): Promise<number> {
  const { rows } = await sql<{
    ended: number;
  }>`select ended from run.execution where execution_id = ${executionId}`.execute(db.derived);
  return rows[0]?.ended ?? 0;
}

async function endCampaignRun(
  { log, facts, now }: Parts,
  { executionId, subject, inputId }: Leased,
  how: 'completed' | 'stopped',
): Promise<'done' | 'later'> {
  const run = (await facts.runs([executionId])).get(executionId);
  if (!run) return 'done';
  const provenance = { commandId: `${subject} ${inputId}`, correlationId: executionId, by: 'system:runner', at: now() };
  const command = { type: 'RecordExecutionEnded', data: { executionId, how } } as const;
  const outcome = await handleCommand({
    log,
    decider: campaign,
    id: run.execution.started.campaignId,
    command,
    provenance,
  });
  return outcome.outcome === 'conflict' ? 'later' : 'done';
}
