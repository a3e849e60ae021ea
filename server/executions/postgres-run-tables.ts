import { sql, type Kysely } from 'kysely';
import type { Instant } from '#contracts/kernel/event';
import type { Database } from '#server/engine/postgres/database';
import type { DispatchKey, Leased, Task } from './dispatch.ts';
import { askPace } from './postgres-pace.ts';
import type { Guard, RunTables } from './run-tables.ts';

/** What is to be done, on the tables of `run`; any number of processes may take from it. */
export function postgresRunTables(db: Database): RunTables {
  const tx = db.derived;
  const count = async (query: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
    (await query.execute(tx)).rows[0]?.n ?? 0;
  return {
    claim: (asked) => claimDispatches(tx, asked),
    remove: (done) => removeDone(tx, done),
    postpone: (postponed) => postponeDispatches(tx, postponed),
    guard: (guards, since) => takeGuards(tx, guards, since),
    oldGuards: async (before) =>
      (
        await sql<Pick<Guard, 'attemptId' | 'rowId' | 'channelId'>>`
          select attempt_id as "attemptId", row_id as "rowId", channel_id as "channelId" from run.open_attempt where since < ${before} limit 500`.execute(
          tx,
        )
      ).rows,
    giveBack: async (attemptIds, before) => {
      await sql`delete from run.open_attempt where ctid = any(array(
        select ctid from run.open_attempt where attempt_id = any(${attemptIds}) and since < ${before}
        order by channel_id, contact_id for update))`.execute(tx);
    },
    inFlight: (executionId, now) =>
      count(sql`select (select count(*) from run.open_attempt where execution_id = ${executionId})
        + (select count(*) from run.dispatch where execution_id = ${executionId} and subject <> ${executionId} and lease_until > ${now} and kind <> 'stop') as n`),
    openRows: (executionId) => count(sql`select count(*) as n from run.open_row where execution_id = ${executionId}`),
    endedRows: (executionId) => count(sql`select ended as n from run.execution where execution_id = ${executionId}`),
    askPace: (now, asking) => askPace(db, now, asking),
  };
}

type Row = {
  subject: string;
  input_id: string;
  execution_id: string;
  kind: Task['kind'];
  payload: Task['payload'];
  due_at: Instant;
  lease_until: Instant;
};

/**
 * Takes what is due, oldest first, under a lease. Other runners pass over what is taken; a lease that ran out (its
 * runner died) is taken again.
 */
async function claimDispatches(
  tx: Kysely<unknown>,
  { now, leaseUntil, most }: { now: Instant; leaseUntil: Instant; most: number },
): Promise<Leased[]> {
  const { rows } = await sql<Row>`
    with due as (
      select subject, input_id from run.dispatch
      where not held and due_at <= ${now} and (lease_until is null or lease_until < ${now})
      order by due_at limit ${most} for update skip locked)
    update run.dispatch d set lease_until = ${leaseUntil} from due
    where d.subject = due.subject and d.input_id = due.input_id
    returning d.subject, d.input_id, d.execution_id, d.kind, d.payload, d.due_at, d.lease_until`.execute(tx);
  return rows
    .map((row) => ({
      ...({ kind: row.kind, payload: row.payload } as Task),
      subject: row.subject,
      inputId: row.input_id,
      executionId: row.execution_id,
      dueAt: row.due_at,
      leaseUntil: row.lease_until,
    }))
    .toSorted((left, right) => (left.dueAt < right.dueAt ? -1 : 1));
}

/**
 * Takes done dispatches away. What the dispatcher holds at this moment is passed over, so that the two never wait for each
 * other in a circle: it is going anyway, or is taken once more when its lease is over, which changes nothing (law 9).
 */
async function removeDone(tx: Kysely<unknown>, done: readonly DispatchKey[]): Promise<void> {
  if (done.length === 0) return;
  await sql`delete from run.dispatch where ctid = any(array(
    select d.ctid from run.dispatch d join unnest(${done.map(({ subject }) => subject)}::text[], ${done.map(({ inputId }) => inputId)}::text[]) as k(subject, input_id)
      using (subject, input_id) for update of d skip locked))`.execute(tx);
}

/** Puts dispatches back, each until its own instant; with what the dispatcher holds it is as with those that are done. */
async function postponeDispatches(
  tx: Kysely<unknown>,
  postponed: readonly (DispatchKey & { readonly until: Instant })[],
): Promise<void> {
  if (postponed.length === 0) return;
  const of = (name: 'subject' | 'inputId' | 'until'): string[] => postponed.map((each) => each[name]);
  await sql`with free as (
      select d.ctid, k.until from run.dispatch d
      join unnest(${of('subject')}::text[], ${of('inputId')}::text[], ${of('until')}::timestamptz[]) as k(subject, input_id, until)
        using (subject, input_id) for update of d skip locked)
    update run.dispatch d set lease_until = null, due_at = free.until from free where d.ctid = free.ctid`.execute(tx);
}

/** Takes the guards that nobody else has; returns the attempts that may be made. */
async function takeGuards(tx: Kysely<unknown>, guards: readonly Guard[], since: Instant): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ attempt_id: string }>`
    insert into run.open_attempt(channel_id, contact_id, attempt_id, row_id, execution_id, kind, since)
    select distinct on ("channelId", "contactId") "channelId", "contactId", "attemptId", "rowId", "executionId", kind, ${since}::timestamptz
    from json_to_recordset(${JSON.stringify(guards)}::json)
      as r("channelId" uuid, "contactId" text, "attemptId" text, "rowId" text, "executionId" uuid, kind text)
    order by "channelId", "contactId"
    on conflict (channel_id, contact_id) do update set attempt_id = excluded.attempt_id, kind = excluded.kind, since = excluded.since
      where open_attempt.row_id = excluded.row_id
    returning attempt_id`.execute(tx);
  return new Set(rows.map((row) => row.attempt_id));
}
