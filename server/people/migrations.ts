import type { Migration } from '#server/engine/postgres/migrate';

export const peopleMigrations: readonly Migration[] = [
  {
    name: 'auth-0001-sessions',
    sql: `
create schema auth;
create table auth.session(
  token_hash bytea primary key,
  person_id text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null);
create index session_person on auth.session(person_id);
comment on table auth.session is 'Sign-ins: only the SHA-256 of each cookie is kept.';`,
  },
];
