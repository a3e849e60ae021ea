import type { CallbackRecorded } from '#contracts/callback/events';
import { rankOf } from '#contracts/callback/status';
import type { Numbered } from '#contracts/kernel/event';
import type { RowEvent, RowOutcome } from '#contracts/row/events';
import { rowOfAttempt } from '#contracts/row/ids';

export type HandledByRows = RowEvent | CallbackRecorded;

/** One contact in one execution, as it stands. */
export type RowRow = {
  readonly row_id: string;
  readonly execution_id: string;
  readonly campaign_id: string;
  /** The row's number in the execution, from 0. */
  readonly n: number;
  readonly batch: number;
  readonly contact_id: string;
  readonly status: 'open' | 'ended';
  readonly step: string;
  readonly waiting_until: string | null;
  readonly outcome: RowOutcome | null;
  readonly label: string | null;
  readonly reason: string | null;
  readonly attempts: number;
  readonly in_doubt: boolean;
  readonly contacted: boolean;
  readonly delivered: boolean;
  readonly read: boolean;
  readonly replied: boolean;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly position: number;
};

export const rowsDdl = `
create table rows(
  row_id text collate "C" primary key,
  execution_id uuid not null,
  campaign_id uuid not null,
  n int not null,
  batch int not null,
  contact_id text collate "C" not null,
  status text not null,
  step text not null,
  waiting_until timestamptz,
  outcome text,
  label text,
  reason text,
  attempts int not null,
  in_doubt boolean not null,
  contacted boolean not null,
  delivered boolean not null,
  read boolean not null,
  replied boolean not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  position bigint not null) with (fillfactor = 70);
create index rows_execution on rows(execution_id, n);
create index rows_contact on rows(contact_id);
comment on table rows is 'One contact in one execution: where it stands, how it ended and why. Rows not yet admitted are not here.';`;

/** The row an event is about; callbacks count only where they say that the person has the message. */
export function rowIdOf(event: HandledByRows): string | null {
  if (event.type !== 'CallbackRecorded') return event.data.rowId;
  return rankOf(event.data.status) >= rankOf('delivered') ? (rowOfAttempt(event.data.attemptId)?.rowId ?? null) : null;
}

export function evolveRow(row: RowRow | undefined, { event, at }: Numbered<HandledByRows>): RowRow | undefined {
  if (event.type === 'RowStarted') return begun(event.data, at);
  return row && { ...row, ...changeOf(row, event, at) };
}

function begun(data: Extract<RowEvent, { type: 'RowStarted' }>['data'], at: string): RowRow {
  const { rowId, executionId, campaignId, n, batch, contactId } = data;
  return {
    ...{
      row_id: rowId,
      execution_id: executionId,
      campaign_id: campaignId,
      n,
      batch,
      contact_id: contactId,
      status: 'open',
      step: '',
    },
    ...{ waiting_until: null, outcome: null, label: null, reason: null, attempts: 0, in_doubt: false },
    ...{ contacted: false, delivered: false, read: false, replied: false, started_at: at, ended_at: null, position: 0 },
  };
}

function changeOf(row: RowRow, event: Exclude<HandledByRows, { type: 'RowStarted' }>, at: string): Partial<RowRow> {
  switch (event.type) {
    case 'CallbackRecorded':
      return { delivered: true, read: row.read || event.data.status === 'read' };
    case 'AttemptIntended':
      return { step: event.data.step, attempts: row.attempts + 1 };
    case 'AttemptAccepted':
      return { contacted: true, in_doubt: false };
    case 'AttemptInDoubt':
      return { in_doubt: true };
    case 'AttemptFailed':
    case 'AttemptAbsent':
      return { in_doubt: false };
    case 'ReplyReceived':
      return { replied: true };
    case 'RowMoved':
      return { step: event.data.to, waiting_until: event.data.until };
    case 'RowEnded': {
      const { outcome, label, reason, step } = event.data;
      return { status: 'ended', outcome, label, reason, step, waiting_until: null, ended_at: at };
    }
    case 'ContactDecided':
      return {};
  }
}
