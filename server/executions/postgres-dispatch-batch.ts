import { sql, type Transaction } from 'kysely';
import type { Instant } from '#contracts/kernel/event';
import { heldWhilePaused, type Dispatch, type DispatchKey } from './dispatch.ts';
import type { OpenRowChanges, OpenRowRecord } from './open-rows.ts';
import type { RunRecord, Upheaval } from './run-record.ts';
import type { DispatchBatch, DispatchChanges } from './run-tables.ts';

/** One batch of the dispatcher's on the tables of `run`, within its transaction. */
export function postgresDispatchBatch(tx: Transaction<unknown>): DispatchBatch {
  return {
    openRows: (contactIds, rowIds) => loadOpenRows(tx, contactIds, rowIds),
    runs: (executionIds) => loadRuns(tx, executionIds),
    save: async ({ removed, movedRows, rows, runs, upheavals, put, settledAttempts, takenMessages }) => {
      await removeDispatches(tx, removed);
      await removeTimeouts(tx, movedRows);
      await saveOpenRows(tx, rows);
      await saveRuns(tx, runs);
      for (const upheaval of upheavals) await turnOver(tx, upheaval);
      await putDispatches(tx, put);
      await removeGuards(tx, { settledAttempts, takenMessages });
    },
  };
}

async function removeDispatches(tx: Transaction<unknown>, keys: readonly DispatchKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`delete from run.dispatch d using unnest(${keys.map(({ subject }) => subject)}::text[], ${keys.map(({ inputId }) => inputId)}::text[]) as k(subject, input_id)
    where d.subject = k.subject and d.input_id = k.input_id`.execute(tx);
}

/**
 * A call that was taken goes on; only a message is over with that. In the order in which runners take guards, so that
 * neither waits for the other in a circle.
 */
async function removeGuards(
  tx: Transaction<unknown>,
  { settledAttempts, takenMessages }: Pick<DispatchChanges, 'settledAttempts' | 'takenMessages'>,
): Promise<void> {
  if (settledAttempts.length + takenMessages.length === 0) return;
  await sql`delete from run.open_attempt where ctid = any(array(
    select ctid from run.open_attempt
    where attempt_id = any(${settledAttempts}) or (attempt_id = any(${takenMessages}) and kind = 'message')
    order by channel_id, contact_id for update))`.execute(tx);
}

type RunRow = {
  execution_id: string;
  status: RunRecord['status'];
  rows: number;
  admitted: number;
  ended: number;
  delay_seconds: number;
  failure_rate: number | null;
  sample: number | null;
  samples: RunRecord['samples'];
};

async function loadRuns(tx: Transaction<unknown>, executionIds: readonly string[]): Promise<Map<string, RunRecord>> {
  if (executionIds.length === 0) return new Map();
  const { rows } =
    await sql<RunRow>`select * from run.execution where execution_id = any(${executionIds}::uuid[])`.execute(tx);
  const { rows: batches } = await sql<{ execution_id: string; batch: number; unstarted: number }>`
    select * from run.batch where execution_id = any(${executionIds}::uuid[])`.execute(tx);
  return new Map(
    rows.map(({ execution_id, status, rows: total, admitted, ended, delay_seconds, failure_rate, sample, samples }) => {
      const mine = batches.filter((each) => each.execution_id === execution_id);
      const unstarted = new Map(mine.map(({ batch, unstarted: left }) => [batch, left]));
      const counts = { rows: total, admitted, ended, samples };
      const settings = { delaySeconds: delay_seconds, failureRate: failure_rate, sample };
      return [execution_id, { executionId: execution_id, status, ...counts, ...settings, unstarted }];
    }),
  );
}

async function saveRuns(tx: Transaction<unknown>, runs: readonly RunRecord[]): Promise<void> {
  if (runs.length === 0) return;
  const records = runs.map(({ executionId, status, rows, admitted, ended, samples, ...settings }) => ({
    ...{ execution_id: executionId, status, rows, admitted, ended, samples },
    ...{ delay_seconds: settings.delaySeconds, failure_rate: settings.failureRate, sample: settings.sample },
  }));
  await sql`insert into run.execution select * from json_populate_recordset(null::run.execution, ${JSON.stringify(records)}::json)
    on conflict (execution_id) do update set status = excluded.status, admitted = excluded.admitted, ended = excluded.ended,
      samples = excluded.samples`.execute(tx);
  const batches = runs.flatMap(({ executionId, unstarted }) =>
    [...unstarted].map(([batch, left]) => ({ execution_id: executionId, batch, unstarted: left })),
  );
  await sql`delete from run.batch where execution_id = any(${runs.map(({ executionId }) => executionId)}::uuid[])`.execute(
    tx,
  );
  if (batches.length > 0)
    await sql`insert into run.batch select * from json_populate_recordset(null::run.batch, ${JSON.stringify(batches)}::json)`.execute(
      tx,
    );
}

async function turnOver(tx: Transaction<unknown>, { executionId, what, at }: Upheaval): Promise<void> {
  switch (what) {
    case 'hold':
    case 'release':
      await sql`update run.dispatch set held = ${what === 'hold'} where execution_id = ${executionId} and kind = any(${[...heldWhilePaused]})`.execute(
        tx,
      );
      return;
    case 'stop':
      return stopRows(tx, executionId, at);
    case 'forget':
      for (const table of ['dispatch', 'open_row', 'batch', 'execution'])
        await sql`delete from ${sql.id('run', table)} where execution_id = ${executionId}`.execute(tx);
  }
}

/**
 * Rows not yet begun stay queued for good; rows under way are ended one by one. What a runner holds at this moment is left
 * to it, and waited for: it may have read already that the run runs.
 */
async function stopRows(tx: Transaction<unknown>, executionId: string, at: Instant): Promise<void> {
  await sql`delete from run.dispatch where execution_id = ${executionId} and kind in ('admit', 'start', 'timeout') and lease_until is null`.execute(
    tx,
  );
  await sql`update run.dispatch set held = false where execution_id = ${executionId}`.execute(tx);
  await sql`insert into run.dispatch(subject, input_id, execution_id, kind, due_at, payload)
    select row_id, 'stop', execution_id, 'stop', ${at}, '{}' from run.open_row where execution_id = ${executionId} on conflict do nothing`.execute(
    tx,
  );
}

async function loadOpenRows(
  tx: Transaction<unknown>,
  contacts: readonly string[],
  rowIds: readonly string[],
): Promise<readonly OpenRowRecord[]> {
  if (contacts.length + rowIds.length === 0) return [];
  const { rows } = await sql<{
    row_id: string;
    execution_id: string;
    contact_id: string;
    channel_id: string | null;
    call_channel_id: string | null;
    heard_from: number;
  }>`
    select * from run.open_row where contact_id = any(${contacts}) or row_id = any(${rowIds})`.execute(tx);
  return rows.map((row) => ({
    rowId: row.row_id,
    executionId: row.execution_id,
    contactId: row.contact_id,
    channelId: row.channel_id,
    callChannelId: row.call_channel_id,
    heardFrom: row.heard_from,
  }));
}

async function saveOpenRows(tx: Transaction<unknown>, { saved, removed, awaiting }: OpenRowChanges): Promise<void> {
  if (removed.length > 0) await sql`delete from run.open_row where row_id = any(${removed})`.execute(tx);
  await saveAwaiting(tx, awaiting);
  if (saved.length === 0) return;
  await sql`insert into run.open_row(row_id, execution_id, contact_id, channel_id, call_channel_id, heard_from)
    select "rowId", "executionId", "contactId", "channelId", "callChannelId", "heardFrom"
    from json_to_recordset(${JSON.stringify(saved)}::json) as r("rowId" text, "executionId" uuid, "contactId" text, "channelId" uuid, "callChannelId" uuid, "heardFrom" bigint)
    on conflict (row_id) do update set channel_id = excluded.channel_id, call_channel_id = excluded.call_channel_id, heard_from = excluded.heard_from`.execute(
    tx,
  );
}

/** Few rows await calls, so those that do not any more are found by the small index of those that do. */
async function saveAwaiting(
  tx: Transaction<unknown>,
  awaiting: readonly (readonly [rowId: string, channelId: string | null])[],
): Promise<void> {
  const none = awaiting.flatMap(([rowId, channelId]) => (channelId === null ? [rowId] : []));
  if (none.length > 0)
    await sql`update run.open_row set call_channel_id = null where call_channel_id is not null and row_id = any(${none})`.execute(
      tx,
    );
  const some = awaiting.filter(([, channelId]) => channelId !== null);
  if (some.length > 0)
    await sql`update run.open_row r set call_channel_id = k.channel_id
      from unnest(${some.map(([rowId]) => rowId)}::text[], ${some.map(([, channelId]) => channelId)}::uuid[]) as k(row_id, channel_id)
      where r.row_id = k.row_id`.execute(tx);
}

/** Writes dispatches; one that is there already stays as it is. */
async function putDispatches(
  tx: Transaction<unknown>,
  dispatches: readonly (Dispatch & { readonly held: boolean })[],
): Promise<void> {
  if (dispatches.length === 0) return;
  const rows = dispatches.map(({ subject, inputId, executionId, kind, dueAt, payload, held }) => ({
    ...{ subject, input_id: inputId, execution_id: executionId, kind, due_at: dueAt, payload, held },
  }));
  await sql`insert into run.dispatch(subject, input_id, execution_id, kind, due_at, payload, held)
    select subject, input_id, execution_id, kind, due_at, payload, held
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r(subject text, input_id text, execution_id uuid, kind text, due_at timestamptz, payload json, held boolean)
    on conflict do nothing`.execute(tx);
}

/** Takes back the time-outs of rows that have moved on. */
async function removeTimeouts(tx: Transaction<unknown>, rowIds: readonly string[]): Promise<void> {
  if (rowIds.length > 0)
    await sql`delete from run.dispatch where subject = any(${rowIds}) and kind = 'timeout'`.execute(tx);
}
