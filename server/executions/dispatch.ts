import { sql, type Kysely } from 'kysely';
import type { Instant } from '#contracts/kernel/event';

/** What a dispatch asks for. Payloads hold references, never personal data. */
export type Task =
  | { readonly kind: 'begin'; readonly payload: { readonly stream: string; readonly revision: number } }
  | { readonly kind: 'admit'; readonly payload: Record<string, never> }
  | { readonly kind: 'complete'; readonly payload: Record<string, never> }
  | { readonly kind: 'confirmPaused'; readonly payload: Record<string, never> }
  | { readonly kind: 'confirmStopped'; readonly payload: Record<string, never> }
  | { readonly kind: 'endOfCampaignRun'; readonly payload: { readonly how: 'completed' | 'stopped' } }
  | {
      readonly kind: 'start';
      readonly payload: { readonly n: number; readonly batch: number; readonly chunk: number; readonly offset: number };
    }
  | { readonly kind: 'reply'; readonly payload: { readonly stream: string; readonly revision: number } }
  | {
      readonly kind: 'undelivered';
      readonly payload: { readonly attemptId: string; readonly providerId: string; readonly code: string };
    }
  | { readonly kind: 'timeout'; readonly payload: { readonly step: string; readonly until: Instant } }
  | { readonly kind: 'reconcile'; readonly payload: { readonly attemptId: string } }
  | { readonly kind: 'stop'; readonly payload: Record<string, never> };

/** Kinds that begin something new with a contact: they wait while a run is paused. */
export const heldWhilePaused: readonly Task['kind'][] = ['admit', 'start', 'reply', 'timeout', 'undelivered'];

export type Dispatch = Task & {
  /** A row id, or an execution id for what concerns the run as a whole. */
  readonly subject: string;
  /** Tells inputs of one subject apart; the same one is applied once. */
  readonly inputId: string;
  readonly executionId: string;
  readonly dueAt: Instant;
};

export type Leased = Dispatch & { readonly leaseUntil: Instant };

type Row = {
  subject: string;
  input_id: string;
  execution_id: string;
  kind: Task['kind'];
  payload: Task['payload'];
  due_at: Instant;
  lease_until: Instant;
};

/** Writes dispatches; one that is there already stays as it is. */
export async function putDispatches(
  tx: Kysely<unknown>,
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

/**
 * Takes what is due, oldest first, under a lease. Other runners pass over what is taken; a lease that ran out (its
 * runner died) is taken again.
 */
export async function claimDispatches(
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

type Key = Pick<Dispatch, 'subject' | 'inputId'>;

export async function removeDispatches(tx: Kysely<unknown>, done: readonly Key[]): Promise<void> {
  if (done.length === 0) return;
  await sql`delete from run.dispatch d using unnest(${done.map(({ subject }) => subject)}::text[], ${done.map(({ inputId }) => inputId)}::text[]) as k(subject, input_id)
    where d.subject = k.subject and d.input_id = k.input_id`.execute(tx);
}

/** Takes back the time-outs of rows that have moved on. */
export async function removeTimeouts(tx: Kysely<unknown>, rowIds: readonly string[]): Promise<void> {
  if (rowIds.length > 0)
    await sql`delete from run.dispatch where subject = any(${rowIds}) and kind = 'timeout'`.execute(tx);
}

/** Puts dispatches back for later. */
export async function postponeDispatches(tx: Kysely<unknown>, keys: readonly Key[], dueAt: Instant): Promise<void> {
  if (keys.length === 0) return;
  await sql`update run.dispatch d set lease_until = null, due_at = ${dueAt}
    from unnest(${keys.map(({ subject }) => subject)}::text[], ${keys.map(({ inputId }) => inputId)}::text[]) as k(subject, input_id)
    where d.subject = k.subject and d.input_id = k.input_id`.execute(tx);
}
