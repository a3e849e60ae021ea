import { sql, type Transaction } from 'kysely';
import type { CallbackRecorded } from '#contracts/callback/events';
import { isFailure, rankOf, type MessageStatus } from '#contracts/callback/status';
import type { Numbered } from '#contracts/kernel/event';
import type { Projection } from '#contracts/kernel/subscriber';
import type { ContactDecided, RowEvent } from '#contracts/row/events';
import { foldInto } from './fold-into.ts';

type OfAttempt = Extract<
  RowEvent,
  { type: 'AttemptIntended' | 'AttemptAccepted' | 'AttemptFailed' | 'AttemptAbsent' | 'AttemptInDoubt' }
>;
type Handled = OfAttempt | ContactDecided | CallbackRecorded;

/** What is known of an attempt. Statuses are Twilio's, with `intended`, `absent` and `inDoubt` before any answer. */
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
  readonly failure: string | null;
  readonly intended_at: string;
  readonly accepted_at: string | null;
  readonly delivered_at: string | null;
  readonly read_at: string | null;
  readonly failed_at: string | null;
  /** Callbacks that told nothing new, since a later one had come before. */
  readonly late_callbacks: number;
  readonly position: number;
};

/** Every message with its furthest status, and every decision about a contact with its reason. */
export const messages: Projection<Transaction<unknown>> = {
  name: 'messages',
  kind: 'projection',
  version: 1,
  tables: ['messages', 'decisions'],
  ddl: `
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
comment on table messages is 'Every attempt to write to a contact, with the furthest status that was heard; a status never goes back.';
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
  decided_at timestamptz not null);
create index decisions_row on decisions(row_id);
create index decisions_execution on decisions(execution_id, verdict, reason);
comment on table decisions is 'Every decision to contact somebody or not, with its reason.';`,
  handles: [
    'ContactDecided',
    'AttemptIntended',
    'AttemptAccepted',
    'AttemptFailed',
    'AttemptAbsent',
    'AttemptInDoubt',
    'CallbackRecorded',
  ],
  on: async (batch, tx) => {
    const events = batch as readonly Numbered<Handled>[];
    await foldInto<MessageRow, Handled>(tx, {
      ...{ table: 'messages', key: 'attempt_id', batch: events, evolve },
      keyOf: (event) => (event.type === 'ContactDecided' ? null : event.data.attemptId),
      begins: (event) => event.type === 'AttemptIntended',
    });
    await saveDecisions(tx, events);
    return [];
  },
};

async function saveDecisions(tx: Transaction<unknown>, events: readonly Numbered<Handled>[]): Promise<void> {
  const decided = events.flatMap(({ event, number, at }) => {
    if (event.type !== 'ContactDecided') return [];
    const { rowId, executionId, contactId, step, channelId, verdict, reason, attemptId } = event.data;
    return [
      {
        position: number,
        row_id: rowId,
        execution_id: executionId,
        contact_id: contactId,
        step,
        channel_id: channelId,
        verdict,
        reason,
        attempt_id: attemptId,
        decided_at: at,
      },
    ];
  });
  if (decided.length > 0)
    await sql`insert into decisions select * from json_populate_recordset(null::decisions, ${JSON.stringify(decided)}::json) on conflict do nothing`.execute(
      tx,
    );
}

function evolve(row: MessageRow | undefined, { event, at }: Numbered<Handled>): MessageRow | undefined {
  if (event.type === 'AttemptIntended') return intended(event.data);
  return row && { ...row, ...changeOf(row, event, at) };
}

function intended(data: Extract<OfAttempt, { type: 'AttemptIntended' }>['data']): MessageRow {
  const { attemptId, rowId, executionId, contactId, channelId, templateId, message, step, intendedAt } = data;
  return {
    ...{
      attempt_id: attemptId,
      row_id: rowId,
      execution_id: executionId,
      contact_id: contactId,
      channel_id: channelId,
      template_id: templateId,
    },
    ...{
      kind: message,
      step,
      status: 'intended',
      provider_id: null,
      error_code: null,
      failure: null,
      intended_at: intendedAt,
    },
    ...{ accepted_at: null, delivered_at: null, read_at: null, failed_at: null, late_callbacks: 0, position: 0 },
  };
}

function changeOf(
  row: MessageRow,
  event: Exclude<Handled, { type: 'AttemptIntended' }>,
  at: string,
): Partial<MessageRow> {
  switch (event.type) {
    case 'AttemptAccepted':
      return { ...further(row, 'accepted'), provider_id: event.data.providerId, accepted_at: row.accepted_at ?? at };
    case 'AttemptFailed':
      return {
        ...further(row, 'failed'),
        error_code: event.data.code,
        failure: event.data.why,
        failed_at: row.failed_at ?? at,
      };
    case 'AttemptAbsent':
      return row.status === 'intended' ? { status: 'absent' } : {};
    case 'AttemptInDoubt':
      return row.status === 'intended' ? { status: 'inDoubt' } : {};
    case 'CallbackRecorded':
      return heard(row, event.data, at);
    case 'ContactDecided':
      return {};
  }
}

function heard(
  row: MessageRow,
  { status, errorCode, providerId }: CallbackRecorded['data'],
  at: string,
): Partial<MessageRow> {
  const news = further(row, status);
  const known = {
    provider_id: row.provider_id ?? providerId,
    late_callbacks: row.late_callbacks + (news.status === undefined ? 1 : 0),
  };
  if (status === 'delivered') return { ...news, ...known, delivered_at: row.delivered_at ?? at };
  if (status === 'read') return { ...news, ...known, delivered_at: row.delivered_at ?? at, read_at: row.read_at ?? at };
  if (isFailure(status))
    return { ...news, ...known, error_code: row.error_code ?? errorCode, failed_at: row.failed_at ?? at };
  return { ...news, ...known };
}

/** The new status when it is further than the one known; nothing else, since a status never goes back. */
function further(row: MessageRow, heardOf: MessageStatus): { readonly status?: MessageStatus } {
  const known =
    row.status === 'intended' || row.status === 'absent' || row.status === 'inDoubt' ? -1 : rankOf(row.status);
  return rankOf(heardOf) > known ? { status: heardOf } : {};
}
