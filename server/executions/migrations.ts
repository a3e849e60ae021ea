import type { Migration } from '#server/engine/postgres/migrate';

/**
 * What is to be done to the world, and the little that must be known to find it. All of it follows from the log: the
 * dispatcher writes it, the runner works it off.
 */
export const executionMigrations: readonly Migration[] = [
  {
    name: 'run-0001-dispatches',
    sql: `
create schema run;
create table run.execution(
  execution_id uuid primary key,
  status text not null,
  rows int not null,
  admitted int not null default 0,
  ended int not null default 0,
  delay_seconds double precision not null);
comment on table run.execution is 'One row a run that has not ended: how far its rows have come.';
create table run.batch(
  execution_id uuid not null,
  batch int not null,
  unstarted int not null,
  primary key (execution_id, batch));
comment on table run.batch is 'Admitted batches with rows that have not begun; the next batch follows when none is left.';
create table run.open_row(
  row_id text collate "C" primary key,
  execution_id uuid not null,
  contact_id text collate "C" not null,
  channel_id uuid,
  heard_from bigint not null) with (fillfactor = 80);
create index open_row_contact on run.open_row(contact_id);
create index open_row_execution on run.open_row(execution_id);
comment on table run.open_row is 'Rows under way; channel_id is the sender of the newest message, on which an answer is awaited.';
create table run.dispatch(
  subject text collate "C" not null,
  input_id text collate "C" not null,
  execution_id uuid not null,
  kind text not null,
  due_at timestamptz not null,
  payload json not null,
  held boolean not null default false,
  lease_until timestamptz,
  primary key (subject, input_id)) with (fillfactor = 80);
create index dispatch_due on run.dispatch(due_at) where not held;
create index dispatch_execution on run.dispatch(execution_id);
comment on table run.dispatch is 'What is to be done, when, and for whom. Taken under a lease; may be taken twice after a crash.';
create table run.open_attempt(
  channel_id uuid not null,
  contact_id text collate "C" not null,
  attempt_id text collate "C" not null,
  row_id text collate "C" not null,
  execution_id uuid not null,
  since timestamptz not null,
  primary key (channel_id, contact_id));
create index open_attempt_execution on run.open_attempt(execution_id);
comment on table run.open_attempt is 'Never two open attempts for one sender and recipient: whoever stands here has one.';`,
  },
  {
    name: 'run-0002-calls-and-pace',
    sql: `
alter table run.execution add column failure_rate double precision, add column sample int,
  add column attempts int not null default 0, add column failures int not null default 0;
comment on column run.execution.sample is 'Of so many attempts the share of failures is looked at; attempts and failures count since it was looked at last.';
alter table run.open_row add column call_channel_id uuid;
create index open_row_awaits_call on run.open_row(row_id) where call_channel_id is not null;
comment on column run.open_row.call_channel_id is 'The number on which a call of the contact is awaited.';
alter table run.open_attempt add column kind text not null default 'message';
comment on column run.open_attempt.kind is 'message: open until the carrier took it; call and transfer: until they are over.';
create table run.pace(
  channel_id uuid primary key,
  next_at timestamptz not null,
  booked_at timestamptz,
  booked int not null default 0);
comment on column run.pace.booked_at is 'The day to which the newest of those were put off who would have been one new contact too many, and how many were put off to it (booked).';
comment on table run.pace is 'When each channel may be used next (the theoretical arrival time of a leaky bucket).';
create table run.last_contact(
  channel_id uuid not null,
  contact_id text collate "C" not null,
  at timestamptz not null,
  first_at timestamptz,
  primary key (channel_id, contact_id));
create index last_contact_first on run.last_contact(channel_id, first_at);
comment on table run.last_contact is 'When a person was last contacted through a channel; first_at: when they were last a new contact of its day.';`,
  },
  {
    // A failure that is learnt late counts among the attempts that were made when its own was.
    name: 'run-0003-failure-samples',
    sql: `
alter table run.execution drop column attempts, drop column failures, add column samples json not null default '[]';
comment on column run.execution.sample is 'Of so many attempts the share of failures is looked at.';
comment on column run.execution.samples is 'Attempts made since an instant, and how many of them failed; the newest first.';`,
  },
];
