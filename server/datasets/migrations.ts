import type { Migration } from '#server/engine/postgres/migrate';

/** Where an uploaded file waits until its rows are events. */
export const dataSetMigrations: readonly Migration[] = [
  {
    name: 'uploads-0001-parts',
    sql: `
create schema uploads;
create table uploads.part(
  data_set_id uuid not null,
  part int not null,
  starts bigint not null,
  bytes bytea not null,
  stored_at timestamptz not null default now(),
  primary key (data_set_id, part));
create index part_starts on uploads.part(data_set_id, starts);
comment on table uploads.part is 'Pieces of uploaded files, in order; removed when every row is an event.';
create table uploads.import(
  data_set_id uuid primary key,
  total_bytes bigint not null,
  skip_bytes int not null,
  begun_at timestamptz not null default now(),
  recorded boolean not null default false);
comment on column uploads.import.recorded is 'The upload is an event; before that the file is not touched, except after a crash.';
comment on table uploads.import is 'Files whose rows are being read, and how far; one that stands here after a crash is taken up again.';`,
  },
];
