import { sql, type Transaction } from 'kysely';
import type { ExecutionEvent } from '#contracts/execution/events';
import type { Instant } from '#contracts/kernel/event';
import { heldWhilePaused, type Dispatch } from './dispatch.ts';

/** What a batch of events says about runs. */
export type ExecutionChange =
  | { readonly change: 'event'; readonly executionId: string; readonly event: ExecutionEvent; readonly at: Instant }
  | {
      readonly change: 'rowStarted';
      readonly executionId: string;
      readonly rowId: string;
      readonly batch: number;
      readonly at: Instant;
    }
  | { readonly change: 'rowEnded'; readonly executionId: string };

/** Brings `run.execution` and `run.batch` up to date and returns what follows from it. */
export async function applyExecutionChanges(
  tx: Transaction<unknown>,
  changes: readonly ExecutionChange[],
): Promise<Dispatch[]> {
  const followUps: Dispatch[] = [];
  for (const each of changes)
    if (each.change === 'event') followUps.push(...(await applyEvent(tx, each.event, each.at)));
  await count(tx, changes);
  followUps.push(
    ...(await nextBatches(tx, changes)),
    ...(await completed(tx, changes)),
    ...(await lateStarters(tx, changes)),
  );
  return followUps;
}

/** Whether a dispatch has to wait because its run is paused. */
export async function holder(
  tx: Transaction<unknown>,
  executionIds: readonly string[],
): Promise<(dispatch: Dispatch) => boolean> {
  if (executionIds.length === 0) return () => false;
  const { rows } = await sql<{ execution_id: string }>`
    select execution_id from run.execution where execution_id = any(${[...new Set(executionIds)]}::uuid[]) and status in ('pausing', 'paused')`.execute(
    tx,
  );
  const paused = new Set(rows.map((row) => row.execution_id));
  return ({ executionId, kind }) => paused.has(executionId) && heldWhilePaused.includes(kind);
}

async function applyEvent(tx: Transaction<unknown>, event: ExecutionEvent, at: Instant): Promise<Dispatch[]> {
  const { executionId } = event.data;
  const forRun = (kind: 'confirmPaused' | 'confirmStopped', inputId: string): Dispatch[] => [
    { subject: executionId, inputId, executionId, dueAt: at, kind, payload: {} },
  ];
  switch (event.type) {
    case 'ExecutionStarted': {
      const { rows, settings, startsAt } = event.data;
      await sql`insert into run.execution(execution_id, status, rows, delay_seconds) values (${executionId}, 'running', ${rows}, ${settings.delaySeconds}) on conflict do nothing`.execute(
        tx,
      );
      return [
        {
          subject: executionId,
          inputId: 'admit 0',
          executionId,
          dueAt: startsAt !== null && startsAt > at ? startsAt : at,
          kind: 'admit',
          payload: {},
        },
      ];
    }
    case 'BatchAdmitted':
      await sql`insert into run.batch(execution_id, batch, unstarted) values (${executionId}, ${event.data.batch}, ${event.data.rows}) on conflict do nothing`.execute(
        tx,
      );
      await sql`update run.execution set admitted = admitted + ${event.data.rows} where execution_id = ${executionId}`.execute(
        tx,
      );
      return [];
    case 'ExecutionPauseAsked':
      await setStatus(tx, executionId, 'pausing');
      await hold(tx, executionId, true);
      return forRun('confirmPaused', `confirmPaused ${at}`);
    case 'ExecutionPaused':
      await setStatus(tx, executionId, 'paused');
      return [];
    case 'ExecutionResumed':
      await setStatus(tx, executionId, 'running');
      await hold(tx, executionId, false);
      return [];
    case 'ExecutionStopAsked':
      await setStatus(tx, executionId, 'stopping');
      await stopRows(tx, executionId, at);
      return forRun('confirmStopped', 'confirmStopped');
    case 'ExecutionStopped':
    case 'ExecutionCompleted':
      await forget(tx, executionId);
      return [
        {
          ...{
            subject: executionId,
            inputId: 'endOfCampaignRun',
            executionId,
            dueAt: at,
            kind: 'endOfCampaignRun' as const,
          },
          payload: { how: event.type === 'ExecutionStopped' ? 'stopped' : 'completed' },
        },
      ];
  }
}

async function setStatus(tx: Transaction<unknown>, executionId: string, status: string): Promise<void> {
  await sql`update run.execution set status = ${status} where execution_id = ${executionId}`.execute(tx);
}

async function hold(tx: Transaction<unknown>, executionId: string, held: boolean): Promise<void> {
  await sql`update run.dispatch set held = ${held} where execution_id = ${executionId} and kind = any(${[...heldWhilePaused]})`.execute(
    tx,
  );
}

/** Rows not yet begun stay queued for good; rows under way are ended one by one. */
async function stopRows(tx: Transaction<unknown>, executionId: string, at: Instant): Promise<void> {
  await sql`delete from run.dispatch where execution_id = ${executionId} and kind in ('admit', 'start', 'timeout')`.execute(
    tx,
  );
  await sql`update run.dispatch set held = false where execution_id = ${executionId}`.execute(tx);
  await sql`insert into run.dispatch(subject, input_id, execution_id, kind, due_at, payload)
    select row_id, 'stop', execution_id, 'stop', ${at}, '{}' from run.open_row where execution_id = ${executionId} on conflict do nothing`.execute(
    tx,
  );
}

async function forget(tx: Transaction<unknown>, executionId: string): Promise<void> {
  await sql`delete from run.dispatch where execution_id = ${executionId}`.execute(tx);
  await sql`delete from run.open_row where execution_id = ${executionId}`.execute(tx);
  await sql`delete from run.batch where execution_id = ${executionId}`.execute(tx);
  await sql`delete from run.execution where execution_id = ${executionId}`.execute(tx);
}

async function count(tx: Transaction<unknown>, changes: readonly ExecutionChange[]): Promise<void> {
  const ended = tally(changes.flatMap((each) => (each.change === 'rowEnded' ? [each.executionId] : [])));
  for (const [executionId, n] of ended)
    await sql`update run.execution set ended = ended + ${n} where execution_id = ${executionId}`.execute(tx);
  const started = tally(
    changes.flatMap((each) => (each.change === 'rowStarted' ? [`${each.executionId} ${each.batch}`] : [])),
  );
  for (const [key, n] of started) {
    const [executionId, batch] = key.split(' ');
    await sql`update run.batch set unstarted = unstarted - ${n} where execution_id = ${executionId} and batch = ${batch}`.execute(
      tx,
    );
  }
}

/** A batch whose every row has begun makes room for the next, after the run's delay. */
async function nextBatches(tx: Transaction<unknown>, changes: readonly ExecutionChange[]): Promise<Dispatch[]> {
  const last = changes.findLast((each) => each.change === 'rowStarted');
  if (last?.change !== 'rowStarted') return [];
  const { rows } = await sql<{ execution_id: string; batch: number; delay_seconds: number }>`
    with done as (delete from run.batch where unstarted <= 0 returning execution_id, batch)
    select d.execution_id, d.batch, e.delay_seconds from done d join run.execution e using (execution_id) where e.admitted < e.rows and e.status <> 'stopping'`.execute(
    tx,
  );
  return rows.map(({ execution_id, batch, delay_seconds }) => ({
    ...{
      subject: execution_id,
      inputId: `admit ${batch + 1}`,
      executionId: execution_id,
      kind: 'admit' as const,
      payload: {},
    },
    dueAt: new Date(Date.parse(last.at) + delay_seconds * 1000).toISOString(),
  }));
}

async function completed(tx: Transaction<unknown>, changes: readonly ExecutionChange[]): Promise<Dispatch[]> {
  const touched = [...new Set(changes.flatMap((each) => (each.change === 'rowEnded' ? [each.executionId] : [])))];
  if (touched.length === 0) return [];
  const { rows } = await sql<{ execution_id: string }>`
    select execution_id from run.execution where execution_id = any(${touched}::uuid[]) and ended >= rows and status <> 'stopping'`.execute(
    tx,
  );
  const dueAt = '2000-01-01T00:00:00.000Z';
  return rows.map(({ execution_id }) => ({
    subject: execution_id,
    inputId: 'complete',
    executionId: execution_id,
    dueAt,
    kind: 'complete',
    payload: {},
  }));
}

/** A row that began while its run was being stopped is stopped as well. */
async function lateStarters(tx: Transaction<unknown>, changes: readonly ExecutionChange[]): Promise<Dispatch[]> {
  const started = changes.flatMap((each) => (each.change === 'rowStarted' ? [each] : []));
  if (started.length === 0) return [];
  const { rows } = await sql<{ execution_id: string }>`
    select execution_id from run.execution where execution_id = any(${[...new Set(started.map((each) => each.executionId))]}::uuid[]) and status = 'stopping'`.execute(
    tx,
  );
  const stopping = new Set(rows.map((row) => row.execution_id));
  return started
    .filter((each) => stopping.has(each.executionId))
    .map(({ rowId, executionId, at }) => ({
      subject: rowId,
      inputId: 'stop',
      executionId,
      dueAt: at,
      kind: 'stop',
      payload: {},
    }));
}

function tally(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
