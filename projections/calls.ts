import {
  callRankOf,
  isOver,
  resultOf,
  type AnsweredBy,
  type CallResult,
  type CallStatus,
} from '#contracts/callback/call-status';
import type { DialogueEnd } from '#contracts/callback/callback';
import type { CallStatusRecorded, DialogueRecorded } from '#contracts/callback/events';
import type { Numbered } from '#contracts/kernel/event';
import type { CallConcluded, CallIntended } from '#contracts/row/events';
import { failureClassOf, type FailureClass } from '#contracts/row/failure-class';
import type { OfAnyAttempt, OfCall } from './attempt-events.ts';
import type { Word } from './channel-health.ts';

/** What is known of a call. Statuses are Twilio's, with `intended`, `absent` and `inDoubt` before any answer. */
export type CallRow = {
  readonly attempt_id: string;
  readonly row_id: string;
  readonly execution_id: string;
  readonly contact_id: string;
  readonly channel_id: string;
  readonly step: string;
  readonly direction: 'outbound' | 'inbound';
  readonly status: CallStatus | 'intended' | 'absent' | 'inDoubt';
  /** The provider's id of the call. */
  readonly call_id: string | null;
  readonly result: CallResult | null;
  readonly answered_by: AnsweredBy;
  /** How long the call lasted; before the carrier says so, how long was spoken. */
  readonly seconds: number | null;
  readonly ended_by: DialogueEnd | null;
  readonly wants_transfer: boolean;
  readonly opted_out: boolean;
  /** Length of the recording; null: there is none. */
  readonly recorded_seconds: number | null;
  readonly error_code: string | null;
  readonly failure: FailureClass | null;
  readonly intended_at: string;
  readonly accepted_at: string | null;
  readonly answered_at: string | null;
  readonly ended_at: string | null;
  /** Since when nothing more is wanted of the open call. */
  readonly released_at: string | null;
  readonly late_callbacks: number;
  readonly position: number;
};

export const callsDdl = `
create table calls(
  attempt_id text collate "C" primary key,
  row_id text collate "C" not null,
  execution_id uuid not null,
  contact_id text collate "C" not null,
  channel_id uuid not null,
  step text not null,
  direction text not null,
  status text not null,
  call_id text,
  result text,
  answered_by text,
  seconds int,
  ended_by text,
  wants_transfer boolean not null,
  opted_out boolean not null,
  recorded_seconds int,
  error_code text,
  failure text,
  intended_at timestamptz not null,
  accepted_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz,
  released_at timestamptz,
  late_callbacks int not null,
  position bigint not null) with (fillfactor = 70);
create index calls_execution on calls(execution_id);
create index calls_row on calls(row_id);
comment on table calls is 'Every attempt to call a contact or to answer their call, with the furthest status that was heard; neither status nor result goes back.';`;

export function evolveCall(
  row: CallRow | undefined,
  { event, at }: Numbered<OfCall | OfAnyAttempt>,
): CallRow | undefined {
  if (event.type === 'CallIntended') return intended(event.data);
  return row && { ...row, ...changeOf(row, event, at) };
}

/** What the change of a call says about its channel; nothing before it came to a result. */
export function wordOnCall(
  before: CallRow,
  { result, failure, error_code }: CallRow,
): Pick<Word, 'outcome' | 'code'> | null {
  if (before.result !== null || result === null) return null;
  return result === 'failed' ? { outcome: failure ?? 'unknown', code: error_code } : { outcome: result, code: null };
}

function intended(data: CallIntended['data']): CallRow {
  const { attemptId, rowId, executionId, contactId, channelId, step, direction, callId, intendedAt } = data;
  return {
    ...{ attempt_id: attemptId, row_id: rowId, execution_id: executionId, contact_id: contactId },
    ...{ channel_id: channelId, step, direction, status: 'intended', call_id: callId, result: null },
    ...{ answered_by: null, seconds: null, ended_by: null, wants_transfer: false, opted_out: false },
    ...{ recorded_seconds: null, error_code: null, failure: null, intended_at: intendedAt, accepted_at: null },
    ...{ answered_at: null, ended_at: null, released_at: null, late_callbacks: 0, position: 0 },
  };
}

function changeOf(row: CallRow, event: Exclude<OfCall | OfAnyAttempt, CallIntended>, at: string): Partial<CallRow> {
  switch (event.type) {
    case 'AttemptAccepted': {
      const taken = { call_id: row.call_id ?? event.data.providerId, accepted_at: row.accepted_at ?? at };
      return row.direction === 'inbound'
        ? { ...further(row, 'in-progress'), ...taken, answered_at: row.answered_at ?? at }
        : { ...further(row, 'queued'), ...taken };
    }
    case 'AttemptFailed': {
      const { code, why } = event.data;
      return { ...further(row, 'failed'), ...resulted(row, 'failed', code, why), ended_at: row.ended_at ?? at };
    }
    case 'AttemptAbsent':
      return row.status === 'intended' || row.status === 'inDoubt' ? { status: 'absent' } : {};
    case 'AttemptInDoubt':
      return row.status === 'intended' ? { status: 'inDoubt' } : {};
    case 'CallConcluded':
      return concluded(row, event.data, at);
    case 'CallReleased':
      return { released_at: row.released_at ?? at };
    case 'CallStatusRecorded':
      return heard(row, event.data, at);
    case 'DialogueRecorded':
      return spoken(row, event.data, at);
    case 'CallRecorded':
      return { recorded_seconds: event.data.seconds };
  }
}

function concluded(row: CallRow, data: CallConcluded['data'], at: string): Partial<CallRow> {
  const { callId, result, code, live, endedBy, wantsTransfer, seconds } = data;
  return {
    ...{ call_id: callId, ...resulted(row, result, code), ended_by: row.ended_by ?? endedBy },
    ...{ wants_transfer: row.wants_transfer || wantsTransfer, seconds: row.seconds ?? seconds },
    ended_at: live ? row.ended_at : (row.ended_at ?? at),
  };
}

function heard(row: CallRow, data: CallStatusRecorded['data'], at: string): Partial<CallRow> {
  const { status, providerId, errorCode, seconds } = data;
  const news = further(row, status);
  const answered_by = data.answeredBy ?? row.answered_by;
  const known = {
    ...{ call_id: row.call_id ?? providerId, answered_by, seconds: seconds ?? row.seconds },
    answered_at: status === 'in-progress' ? (row.answered_at ?? at) : row.answered_at,
    late_callbacks: row.late_callbacks + (news.status === undefined ? 1 : 0),
  };
  if (!isOver(status)) return { ...news, ...known };
  const result = resulted(row, resultOf(status, answered_by), errorCode);
  return { ...news, ...known, ...result, ended_at: row.ended_at ?? at };
}

function spoken(row: CallRow, data: DialogueRecorded['data'], at: string): Partial<CallRow> {
  const { providerId, endedBy, live, wantsTransfer, optOut, seconds } = data;
  return {
    ...{ call_id: row.call_id ?? providerId, ended_by: endedBy, wants_transfer: wantsTransfer, opted_out: optOut },
    ...{ seconds: row.seconds ?? seconds, answered_at: row.answered_at ?? at },
    ...{ ended_at: live ? row.ended_at : (row.ended_at ?? at) },
    ...resulted(row, row.answered_by === 'machine' ? 'voicemail' : 'answered', null),
  };
}

/** The new status when it is further than the one known; nothing else, since a status never goes back. */
function further(row: CallRow, heardOf: CallStatus): { readonly status?: CallStatus } {
  const { status } = row;
  const known = status === 'intended' || status === 'absent' || status === 'inDoubt' ? -1 : callRankOf(status);
  return callRankOf(heardOf) > known ? { status: heardOf } : {};
}

/**
 * The first result stands, but that somebody or a machine took the call after all counts whenever it becomes known. So does
 * the reason of a failure that was learnt without one, as from a carrier that was asked before its own word came.
 */
function resulted(
  { result: known, error_code }: CallRow,
  result: CallResult,
  code: string | null,
  why: FailureClass = failureClassOf(code ?? ''),
): Partial<Pick<CallRow, 'result' | 'error_code' | 'failure'>> {
  if (known === 'failed' && result === 'failed' && error_code === null && code !== null)
    return { error_code: code, failure: why };
  if (known !== null && wasTaken(known) >= wasTaken(result)) return {};
  return { result, error_code: code, failure: result === 'failed' ? why : null };
}

function wasTaken(result: CallResult): number {
  return result === 'answered' || result === 'voicemail' ? 1 : 0;
}
