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
  {
    name: 'auth-0002-tokens',
    sql: `
alter table auth.session add column how text not null default 'password';
comment on column auth.session.how is 'link, code or password.';
create table auth.token(
  token_hash bytea primary key,
  token_id uuid not null,
  person_id text not null,
  expires_at timestamptz not null);
comment on table auth.token is 'API tokens: only the SHA-256 of each is kept; what one may do stands in the log.';`,
  },
];
