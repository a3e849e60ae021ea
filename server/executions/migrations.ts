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
];
