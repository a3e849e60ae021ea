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
  {
    // Trying to compress a file costs more than keeping it for the minute it waits.
    name: 'uploads-0002-waiting',
    sql: `
alter table uploads.part rename column data_set_id to upload_id;
alter table uploads.part alter column bytes set storage external;
alter table uploads.import add column upload_id uuid, add column file json not null default '{}', add column claimed_at timestamptz;
update uploads.import set upload_id = data_set_id, claimed_at = case when recorded then begun_at end;
alter table uploads.import alter column upload_id set not null, drop column recorded, drop column skip_bytes, add column skip_bytes int not null default 0;
alter table uploads.import rename column begun_at to received_at;
alter table uploads.import rename to file;
comment on table uploads.file is 'Uploaded files, received whole: they wait to be processed, or their rows are being read. One that nobody processes is removed after a day.';
comment on column uploads.file.upload_id is 'Its pieces; an upload that was cut off has pieces and no file.';
comment on column uploads.file.file is 'What was said and found out at the upload: campaign, names, encoding.';
comment on column uploads.file.claimed_at is 'When it was asked to be processed; the event is appended right after.';`,
  },
];
