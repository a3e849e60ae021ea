import { campaign } from '#contracts/campaign/campaign';
import type { CampaignEvent, CampaignExecutionStarted } from '#contracts/campaign/events';
import type { Carrier } from '#contracts/carrier';
import type { ExecutionCommand } from '#contracts/execution/commands';
import type { ChunkSlice } from '#contracts/execution/events';
import { execution } from '#contracts/execution/execution';
import type { ExistingExecution } from '#contracts/execution/state';
import { fold } from '#contracts/kernel/decider';
import type { Instant, Recorded } from '#contracts/kernel/event';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';
import { listRetriedRows } from './list-retried-rows.ts';
import type { Leased } from './dispatch.ts';
import type { RunTables } from './run-tables.ts';
import type { Facts } from './facts.ts';

type Parts = {
  readonly log: Log;
  readonly tables: RunTables;
  readonly failedRowsOf: (executionId: string) => Promise<readonly number[]>;
  readonly facts: Facts;
  readonly carriers: ReadonlyMap<string, Carrier>;
  readonly now: () => Instant;
};

/** done: take the dispatch away. later, or an instant: its condition does not hold yet. */
type TaskVerdict = 'done' | 'later' | { readonly until: Instant };

/** Does what concerns a run as a whole. */
export async function runTask(parts: Parts, dispatch: Leased): Promise<TaskVerdict> {
  const { tables } = parts;
  const ask = (command: ExecutionCommand) => askExecution(parts, dispatch, command);
  const inFlight = () => tables.inFlight(dispatch.executionId, parts.now());
  switch (dispatch.kind) {
    case 'begin':
      return begin(parts, dispatch);
    case 'admit':
      return admit(parts, dispatch);
    case 'complete':
      return ask({ type: 'CompleteExecution', data: { ended: await tables.endedRows(dispatch.executionId) } });
    case 'confirmPaused':
      return (await inFlight()) > 0 ? 'later' : ask({ type: 'ConfirmPaused', data: {} });
    case 'confirmStopped': {
      if ((await inFlight()) > 0 || (await tables.openRows(dispatch.executionId)) > 0) return 'later';
      return ask({ type: 'ConfirmStopped', data: { ended: await tables.endedRows(dispatch.executionId) } });
    }
    case 'campaignEnds':
      return pauseAtEnd(parts, dispatch);
    case 'autoPause':
      return ask({ type: 'PauseExecution', data: dispatch.payload });
    case 'probeCarrier':
      return probeCarrier(parts, dispatch);
    case 'endOfCampaignRun':
      return endCampaignRun(parts, dispatch, dispatch.payload.how);
    case 'start':
    case 'reply':
    case 'undelivered':
    case 'timeout':
    case 'inboundCall':
    case 'ringing':
    case 'callFate':
    case 'transferFate':
    case 'resolve':
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
  const { checklist: _looked, ...started } = recorded.event.data;
  const rows = started.retryOf === null ? started.rows : await listRetriedRows(parts, started, started.retryOf);
  return askExecution(parts, dispatch, { type: 'BeginExecution', data: { ...started, rows } });
}

async function admit(parts: Parts, dispatch: Leased): Promise<TaskVerdict> {
  const run = (await parts.facts.runs([dispatch.executionId])).get(dispatch.executionId);
  if (!run) return 'done';
  const endsAt = await endOf(parts, run.execution);
  if (endsAt !== null && endsAt <= parts.now()) {
    await pauseAtEnd(parts, dispatch);
    return 'later';
  }
  return askExecution(parts, dispatch, {
    type: 'AdmitBatch',
    data: { slices: await nextSlices(parts.facts, run.execution) },
  });
}

const lookAgainMs = 60_000;

/** After the campaign's end date, which may be moved while it runs, nobody is contacted. */
async function pauseAtEnd(parts: Parts, dispatch: Leased): Promise<TaskVerdict> {
  const now = parts.now();
  const run = (await parts.facts.runs([dispatch.executionId])).get(dispatch.executionId);
  if (!run) return 'done';
  const endsAt = await endOf(parts, run.execution);
  const lookAgain = new Date(Date.parse(now) + lookAgainMs).toISOString();
  if (endsAt === null || endsAt > now) return { until: endsAt !== null && endsAt < lookAgain ? endsAt : lookAgain };
  if (run.execution.status === 'running') {
    const sentence = `The campaign ended at ${endsAt}; move its end date and resume to go on.`;
    await askExecution(
      parts,
      { ...dispatch, inputId: `campaignEnded ${now}` },
      { type: 'PauseExecution', data: { cause: 'campaignEnded', sentence } },
    );
  }
  return { until: lookAgain };
}

async function endOf({ log }: Parts, { started }: ExistingExecution): Promise<Instant | null> {
  const history = await log.read(`campaign-${started.campaignId}`);
  const state = fold(
    campaign,
    history.map(({ event }) => event as CampaignEvent),
  );
  return state.status === 'missing' ? started.endsAt : state.endsAt;
}

const probeEveryMs = 15_000;

/** A run that paused because its carrier could not be reached goes on as soon as it can. */
async function probeCarrier(parts: Parts, dispatch: Leased): Promise<TaskVerdict> {
  const { carriers, facts, now } = parts;
  const run = (await facts.runs([dispatch.executionId])).get(dispatch.executionId);
  const waits = run?.execution.status === 'pausing' || run?.execution.status === 'paused';
  if (!run || !waits || run.execution.pause?.cause !== 'carrierUnavailable') return 'done';
  const later = new Date(Date.parse(now()) + probeEveryMs).toISOString();
  for (const { provider, number } of run.channels) {
    // A question to which the answer does not matter.
    const asked = carriers.get(provider)?.list({ from: number, to: number, since: now() });
    const reached = await asked?.then(
      () => true,
      () => false,
    );
    if (reached === false) return { until: later };
  }
  return askExecution(parts, dispatch, { type: 'ResumeExecution', data: {} });
}

/** The next rows of the data set, as many as a batch holds. */
async function nextSlices(facts: Facts, { started, next }: ExistingExecution): Promise<ChunkSlice[]> {
  const slices: ChunkSlice[] = [];
  let wanted = started.settings.batchSize;
  let { chunk, offset } = next;
  while (wanted > 0) {
    const size = await facts.rowSource.sizeOf(started, chunk);
    if (size === null) break;
    const count = Math.min(wanted, size - offset);
    if (count > 0) slices.push({ chunk, offset, count });
    wanted -= Math.max(count, 0);
    chunk += 1;
    offset = 0;
  }
  return slices;
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
