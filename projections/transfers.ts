import type { TransferResult } from '#contracts/callback/callback';
import type { Numbered } from '#contracts/kernel/event';
import type { TransferIntended } from '#contracts/row/events';
import type { OfAnyAttempt, OfTransfer } from './attempt-events.ts';

/** What is known of the handing over of a call. */
export type TransferRow = {
  readonly attempt_id: string;
  readonly row_id: string;
  readonly execution_id: string;
  readonly contact_id: string;
  readonly channel_id: string;
  readonly step: string;
  /** The provider's id of the call that is handed over. */
  readonly call_id: string;
  /** To whom; null: to an external number. */
  readonly agent_id: string | null;
  readonly status: 'intended' | 'accepted' | 'concluded' | 'failed' | 'absent' | 'inDoubt';
  readonly result: TransferResult | null;
  /** How long the two spoke. */
  readonly seconds: number | null;
  readonly error_code: string | null;
  readonly intended_at: string;
  readonly concluded_at: string | null;
  readonly position: number;
};

export const transfersDdl = `
create table transfers(
  attempt_id text collate "C" primary key,
  row_id text collate "C" not null,
  execution_id uuid not null,
  contact_id text collate "C" not null,
  channel_id uuid not null,
  step text not null,
  call_id text not null,
  agent_id uuid,
  status text not null,
  result text,
  seconds int,
  error_code text,
  intended_at timestamptz not null,
  concluded_at timestamptz,
  position bigint not null);
create index transfers_execution on transfers(execution_id);
create index transfers_row on transfers(row_id);
comment on table transfers is 'Every attempt to hand a live call to an agent or to an external number (agent_id null).';`;

export function evolveTransfer(
  row: TransferRow | undefined,
  { event, at }: Numbered<OfTransfer | OfAnyAttempt>,
): TransferRow | undefined {
  if (event.type === 'TransferIntended') return intended(event.data);
  return row && { ...row, ...changeOf(row, event, at) };
}

function intended(data: TransferIntended['data']): TransferRow {
  const { attemptId, rowId, executionId, contactId, channelId, step, callId, agentId, intendedAt } = data;
  return {
    ...{ attempt_id: attemptId, row_id: rowId, execution_id: executionId, contact_id: contactId },
    ...{ channel_id: channelId, step, call_id: callId, agent_id: agentId, status: 'intended', result: null },
    ...{ seconds: null, error_code: null, intended_at: intendedAt, concluded_at: null, position: 0 },
  };
}

function changeOf(
  row: TransferRow,
  event: Exclude<OfTransfer | OfAnyAttempt, TransferIntended>,
  at: string,
): Partial<TransferRow> {
  const isOpen = row.status === 'intended' || row.status === 'inDoubt';
  switch (event.type) {
    case 'AttemptAccepted':
      return isOpen ? { status: 'accepted' } : {};
    case 'AttemptFailed':
      return row.result === 'bridged'
        ? {}
        : { ...concluded(row, 'failed', at), status: 'failed', error_code: event.data.code };
    case 'AttemptAbsent':
      return isOpen ? { status: 'absent' } : {};
    case 'AttemptInDoubt':
      return row.status === 'intended' ? { status: 'inDoubt' } : {};
    case 'TransferConcluded':
      return concluded(row, event.data.result, at);
    case 'TransferRecorded':
      return { ...concluded(row, event.data.result, at), seconds: event.data.seconds };
  }
}

/** The first result stands, but that the two were connected after all counts whenever it becomes known. */
function concluded(row: TransferRow, result: TransferResult, at: string): Partial<TransferRow> {
  if (row.result !== null && (row.result === 'bridged' || result !== 'bridged')) return {};
  return { status: 'concluded', result, concluded_at: row.concluded_at ?? at };
}
