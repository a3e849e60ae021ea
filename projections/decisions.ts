import { sql, type Transaction } from 'kysely';
import type { Event, Numbered } from '#contracts/kernel/event';
import type { ContactDecided } from '#contracts/row/events';

export const decisionsDdl = `
create table decisions(
  position bigint primary key,
  row_id text collate "C" not null,
  execution_id uuid not null,
  contact_id text collate "C" not null,
  step text not null,
  channel_id uuid,
  verdict text not null,
  reason text not null,
  attempt_id text,
  until timestamptz,
  decided_at timestamptz not null);
create index decisions_row on decisions(row_id);
create index decisions_execution on decisions(execution_id, verdict, reason);
create index decisions_listed on decisions(execution_id, position);
comment on table decisions is 'Every decision to contact somebody, not to, or later (deferred, until when), with its reason.';`;

/** Keeps every decision of a batch; one that is kept already stays as it is. */
export async function saveDecisions(tx: Transaction<unknown>, events: readonly Numbered<Event>[]): Promise<void> {
  const decided = events.flatMap(({ event, number, at }) =>
    event.type === 'ContactDecided' ? [rowOf((event as ContactDecided).data, number, at)] : [],
  );
  if (decided.length > 0)
    await sql`insert into decisions select * from json_populate_recordset(null::decisions, ${JSON.stringify(decided)}::json) on conflict do nothing`.execute(
      tx,
    );
}

function rowOf(data: ContactDecided['data'], position: number, at: string): object {
  const { rowId, executionId, contactId, step, channelId, verdict, reason, attemptId, until = null } = data;
  return {
    ...{ position, row_id: rowId, execution_id: executionId, contact_id: contactId, step, channel_id: channelId },
    ...{ verdict, reason, attempt_id: attemptId, until, decided_at: at },
  };
}
