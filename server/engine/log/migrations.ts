import type { Migration } from '#server/engine/postgres/migrate';

/** Keys and the installation's secret: never in the log, so that throwing a key away makes its data unreadable. */
export const keyRingMigrations: readonly Migration[] = [
  {
    name: 'private-0001-keys',
    sql: `
create schema private;
create table private.subject_key(subject_id text collate "C" primary key, key bytea, created_at timestamptz not null default now());
comment on table private.subject_key is 'One AES-256 key a person; a null key was thrown away for good.';
create table private.installation(id int primary key check (id = 1), secret bytea not null);`,
  },
];
