import type { CallbackRecorded, CallStatusRecorded } from '#contracts/callback/events';
import { rankOf } from '#contracts/callback/status';
import type { Numbered } from '#contracts/kernel/event';
import type { DecisionReason, RowEvent, RowMoved, RowOutcome } from '#contracts/row/events';
import { rowOfAttempt } from '#contracts/row/ids';

export type HandledByRows = RowEvent | CallbackRecorded | CallStatusRecorded;

type AttemptKind = 'message' | 'call' | 'inboundCall' | 'transfer';

/** One contact in one execution, as it stands. */
export type RowRow = {
  readonly row_id: string;
  readonly execution_id: string;
  readonly campaign_id: string;
  /** The row's number in the execution, from 0. */
  readonly n: number;
  /** The row of the uploaded file, from 1; null: of rows that began before this was kept. */
  readonly file_row: number | null;
  readonly batch: number;
  readonly contact_id: string;
  readonly status: 'open' | 'ended';
  readonly step: string;
  readonly waiting_until: string | null;
  /** Why the contact is put off until then; null when the row waits for something else. */
  readonly deferred_because: DecisionReason | null;
  readonly outcome: RowOutcome | null;
  readonly label: string | null;
  readonly reason: string | null;
  readonly attempts: number;
  /** What the newest attempt is. */
  readonly attempt_kind: AttemptKind | null;
  readonly in_doubt: boolean;
  /** The carrier took a message or a call to this person, or a call of theirs was answered. */
  readonly contacted: boolean;
  readonly messaged: boolean;
  readonly delivered: boolean;
  readonly read: boolean;
  readonly replied: boolean;
  /** When the first reply came. */
  readonly replied_at: string | null;
  /** Calls to this person that the carrier took. */
  readonly calls: number;
  /** A call was answered by a human being. */
  readonly answered: boolean;
  readonly transferred: boolean;
  readonly deferrals: number;
  readonly retries: number;
  /** By which ports steps were left, each once: `step/port`. */
  readonly passed: readonly string[];
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
  file_row int,
  batch int not null,
  contact_id text collate "C" not null,
  status text not null,
  step text not null,
  waiting_until timestamptz,
  deferred_because text,
  outcome text,
  label text,
  reason text,
  attempts int not null,
  attempt_kind text,
  in_doubt boolean not null,
  contacted boolean not null,
  messaged boolean not null,
  delivered boolean not null,
  read boolean not null,
  replied boolean not null,
  replied_at timestamptz,
  calls int not null,
  answered boolean not null,
  transferred boolean not null,
  deferrals int not null,
  retries int not null,
  passed jsonb not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  position bigint not null) with (fillfactor = 70);
create index rows_execution on rows(execution_id, n);
create index rows_contact on rows(contact_id);
comment on table rows is 'One contact in one execution: where it stands, how it ended and why. Rows not yet admitted are not here.';`;

/** The row an event is about; what the carrier tells counts only where it says that the person was reached. */
export function rowIdOf(event: HandledByRows): string | null {
  if (event.type === 'CallbackRecorded')
    return rankOf(event.data.status) >= rankOf('delivered') ? rowIdOfAttempt(event.data.attemptId) : null;
  if (event.type === 'CallStatusRecorded') {
    const { status, answeredBy, attemptId } = event.data;
    return status === 'completed' && answeredBy === 'human' ? rowIdOfAttempt(attemptId) : null;
  }
  if (event.type === 'ContactDecided' && event.data.verdict !== 'deferred') return null;
  return event.type === 'CallReleased' ? null : event.data.rowId;
}

function rowIdOfAttempt(attemptId: string): string | null {
  return rowOfAttempt(attemptId)?.rowId ?? null;
}

export function evolveRow(row: RowRow | undefined, { event, at }: Numbered<HandledByRows>): RowRow | undefined {
  if (event.type === 'RowStarted') return begun(event.data, at);
  return row && { ...row, ...changeOf(row, event, at) };
}

function begun(data: Extract<RowEvent, { type: 'RowStarted' }>['data'], at: string): RowRow {
  const { rowId, executionId, campaignId, n, line, batch, contactId } = data;
  return {
    ...{
      row_id: rowId,
      execution_id: executionId,
      campaign_id: campaignId,
      n,
      file_row: line,
      batch,
      contact_id: contactId,
    },
    ...{ status: 'open', step: '', waiting_until: null, deferred_because: null },
    ...{ outcome: null, label: null, reason: null, attempts: 0, attempt_kind: null, in_doubt: false },
    ...{ contacted: false, messaged: false, delivered: false, read: false, replied: false, replied_at: null },
    ...{ calls: 0, answered: false, transferred: false, deferrals: 0, retries: 0, passed: [] },
    ...{ started_at: at, ended_at: null, position: 0 },
  };
}

function changeOf(row: RowRow, event: Exclude<HandledByRows, { type: 'RowStarted' }>, at: string): Partial<RowRow> {
  switch (event.type) {
    case 'CallbackRecorded':
      return { delivered: true, read: row.read || event.data.status === 'read' };
    case 'CallStatusRecorded':
      return { answered: true };
    case 'ContactDecided':
      return deferred(row, event.data);
    case 'AttemptIntended':
      return attempted(row, event.data.step, 'message');
    case 'CallIntended':
      return attempted(row, event.data.step, event.data.direction === 'inbound' ? 'inboundCall' : 'call');
    case 'TransferIntended':
      return attempted(row, event.data.step, 'transfer');
    case 'AttemptAccepted':
      return accepted(row);
    case 'AttemptInDoubt':
      return { in_doubt: true };
    case 'AttemptFailed':
    case 'AttemptAbsent':
      return { in_doubt: false };
    case 'CallConcluded':
      return { answered: row.answered || event.data.result === 'answered' };
    case 'TransferConcluded':
      return { transferred: row.transferred || event.data.result === 'bridged' };
    case 'CallReleased':
      return {};
    case 'ReplyReceived':
      return { replied: true, replied_at: row.replied_at ?? event.data.receivedAt };
    case 'RowMoved':
      return moved(row, event.data);
    case 'RowEnded': {
      const { outcome, label, reason, step } = event.data;
      const passed = outcome === 'completed' ? passedBy(row, [{ step, port: 'end' }]) : row.passed;
      const rest = { waiting_until: null, deferred_because: null, ended_at: at };
      return { status: 'ended', outcome, label, reason, step, passed, ...rest };
    }
  }
}

/** The same is decided again later; the row rests at that step, which the event that follows says as well. */
function deferred(
  row: RowRow,
  { step, reason }: Extract<HandledByRows, { type: 'ContactDecided' }>['data'],
): Partial<RowRow> {
  const retries = row.retries + (reason === 'RetryLater' ? 1 : 0);
  return { step, deferred_because: reason, deferrals: row.deferrals + 1, retries };
}

/** Whoever is being contacted does not wait; a wait that the attempt interrupts is said again when it goes on. */
function attempted(row: RowRow, step: string, attempt_kind: AttemptKind): Partial<RowRow> {
  return { step, attempts: row.attempts + 1, attempt_kind, waiting_until: null, deferred_because: null };
}

function accepted(row: RowRow): Partial<RowRow> {
  switch (row.attempt_kind) {
    case 'transfer':
      return { in_doubt: false };
    case 'call':
      return { in_doubt: false, contacted: true, calls: row.calls + 1 };
    case 'inboundCall':
      return { in_doubt: false, contacted: true };
    case 'message':
    case null:
      return { in_doubt: false, contacted: true, messaged: true };
  }
}

function moved(row: RowRow, { path, to, until }: RowMoved['data']): Partial<RowRow> {
  const stays = to === row.step && until !== null;
  return {
    ...{ step: to, waiting_until: until, deferred_because: stays ? row.deferred_because : null },
    passed: passedBy(row, path),
  };
}

function passedBy({ passed }: RowRow, path: RowMoved['data']['path']): readonly string[] {
  const fresh = path.map(({ step, port }) => `${step}/${port}`).filter((key) => !passed.includes(key));
  return fresh.length > 0 ? [...passed, ...new Set(fresh)] : passed;
}
