import type { CallbackRecorded } from '#contracts/callback/events';
import { isFailure, rankOf, type MessageStatus } from '#contracts/callback/status';
import type { Numbered } from '#contracts/kernel/event';
import type { AttemptIntended } from '#contracts/row/events';
import { failureClassOf, type FailureClass } from '#contracts/row/failure-class';
import type { OfAnyAttempt, OfMessage } from './attempt-events.ts';
import type { Word } from './channel-health.ts';

/** What is known of a message. Statuses are Twilio's, with `intended`, `absent` and `inDoubt` before any answer. */
export type MessageRow = {
  readonly attempt_id: string;
  readonly row_id: string;
  readonly execution_id: string;
  readonly contact_id: string;
  readonly channel_id: string;
  readonly template_id: string | null;
  readonly kind: 'template' | 'text';
  readonly step: string;
  readonly status: MessageStatus | 'intended' | 'absent' | 'inDoubt';
  readonly provider_id: string | null;
  readonly error_code: string | null;
  readonly failure: FailureClass | null;
  readonly intended_at: string;
  readonly accepted_at: string | null;
  readonly delivered_at: string | null;
  readonly read_at: string | null;
  readonly failed_at: string | null;
  /** Callbacks that told nothing new, since a later one had come before. */
  readonly late_callbacks: number;
  readonly position: number;
};

export const messagesDdl = `
create table messages(
  attempt_id text collate "C" primary key,
  row_id text collate "C" not null,
  execution_id uuid not null,
  contact_id text collate "C" not null,
  channel_id uuid not null,
  template_id uuid,
  kind text not null,
  step text not null,
  status text not null,
  provider_id text,
  error_code text,
  failure text,
  intended_at timestamptz not null,
  accepted_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  failed_at timestamptz,
  late_callbacks int not null,
  position bigint not null) with (fillfactor = 70);
create index messages_execution on messages(execution_id);
create index messages_row on messages(row_id);
comment on table messages is 'Every attempt to write to a contact, with the furthest status that was heard; a status never goes back.';`;

export function evolveMessage(
  row: MessageRow | undefined,
  { event, at }: Numbered<OfMessage | OfAnyAttempt>,
): MessageRow | undefined {
  if (event.type === 'AttemptIntended') return intended(event.data);
  return row && { ...row, ...changeOf(row, event, at) };
}

/** What the change of a message says about its channel; nothing before it was delivered or failed. */
export function wordOnMessage(before: MessageRow, after: MessageRow): Pick<Word, 'outcome' | 'code'> | null {
  if (before.delivered_at === null && after.delivered_at !== null) return { outcome: 'delivered', code: null };
  if (before.failed_at === null && after.failed_at !== null && after.delivered_at === null)
    return { outcome: after.failure ?? 'unknown', code: after.error_code };
  return null;
}

function intended(data: AttemptIntended['data']): MessageRow {
  const { attemptId, rowId, executionId, contactId, channelId, templateId, message, step, intendedAt } = data;
  return {
    ...{ attempt_id: attemptId, row_id: rowId, execution_id: executionId, contact_id: contactId },
    ...{ channel_id: channelId, template_id: templateId, kind: message, step, status: 'intended' },
    ...{ provider_id: null, error_code: null, failure: null, intended_at: intendedAt },
    ...{ accepted_at: null, delivered_at: null, read_at: null, failed_at: null, late_callbacks: 0, position: 0 },
  };
}

function changeOf(
  row: MessageRow,
  event: Exclude<OfMessage | OfAnyAttempt, AttemptIntended>,
  at: string,
): Partial<MessageRow> {
  switch (event.type) {
    case 'AttemptAccepted':
      return { ...further(row, 'accepted'), provider_id: event.data.providerId, accepted_at: row.accepted_at ?? at };
    case 'AttemptFailed': {
      const { code, why } = event.data;
      return { ...further(row, 'failed'), error_code: code, failure: why, failed_at: row.failed_at ?? at };
    }
    case 'AttemptAbsent':
      return row.status === 'intended' || row.status === 'inDoubt' ? { status: 'absent' } : {};
    case 'AttemptInDoubt':
      return row.status === 'intended' ? { status: 'inDoubt' } : {};
    case 'CallbackRecorded':
      return heard(row, event.data, at);
  }
}

function heard(row: MessageRow, data: CallbackRecorded['data'], at: string): Partial<MessageRow> {
  const { status, providerId } = data;
  const news = further(row, status);
  const known = {
    provider_id: row.provider_id ?? providerId,
    late_callbacks: row.late_callbacks + (news.status === undefined ? 1 : 0),
  };
  if (isFailure(status)) return { ...news, ...known, ...failed(row, data.errorCode, at) };
  if (rankOf(status) < rankOf('delivered')) return { ...news, ...known };
  const read_at = status === 'read' ? (row.read_at ?? at) : row.read_at;
  return { ...news, ...known, delivered_at: row.delivered_at ?? at, read_at };
}

function failed(row: MessageRow, errorCode: string | null, at: string): Partial<MessageRow> {
  return {
    ...{ error_code: row.error_code ?? errorCode, failure: row.failure ?? failureClassOf(errorCode ?? '') },
    failed_at: row.failed_at ?? at,
  };
}

/** The new status when it is further than the one known; nothing else, since a status never goes back. */
function further(row: MessageRow, heardOf: MessageStatus): { readonly status?: MessageStatus } {
  const known =
    row.status === 'intended' || row.status === 'absent' || row.status === 'inDoubt' ? -1 : rankOf(row.status);
  return rankOf(heardOf) > known ? { status: heardOf } : {};
}
