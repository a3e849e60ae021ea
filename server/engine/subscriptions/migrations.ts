import type { Migration } from '#server/engine/postgres/migrate';

/** How far each follower has come, and which log it followed. */
export const subscriptionMigrations: readonly Migration[] = [
  {
    name: 'follow-0001-checkpoints',
    sql: `
create schema follow;
create table follow.checkpoint(
  name text primary key,
  position text not null,
  number bigint not null,
  version int not null,
  store text not null,
  updated_at timestamptz not null default now());
create function follow.open(follower text, tables text) returns table("position" text, number bigint) language plpgsql as $$
begin
  perform set_config('search_path', quote_ident(tables) || ', public', true);
  return query select c.position, c.number from follow.checkpoint c where c.name = follower for update;
end $$;
comment on function follow.open is 'Begins a follower''s batch: its tables'' schema comes first, its checkpoint is locked.';
comment on table follow.checkpoint is 'One row a follower: the last position it has handled, and that event''s ordinal in the log (number).';`,
  },
  {
    name: 'follow-0002-written',
    sql: `
create unlogged table follow.written(
  by text not null,
  process uuid not null,
  name text not null,
  position text not null,
  seq bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (by, process, name)) with (fillfactor = 80);
comment on table follow.written is 'How far a follower (name) must have come for a person to find all they wrote, by process; of use for a minute.';`,
  },
];
