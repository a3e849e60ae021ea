import type { Migration } from '#server/engine/postgres/migrate';

/**
 * The embedded event store. One row, `es.head`, is locked by every writer, so events commit in the order of their
 * positions and positions have no gaps. Nobody can change or remove an event.
 *
 * `es.append` takes the requests of one group commit, at most one a stream, and writes those whose expected revision
 * holds. The lock stands in a statement of its own: in READ COMMITTED only the statements after it see what the
 * previous writer committed. Data and meta come as one text each, divided by the record separator U+001E, which JSON
 * never holds unescaped: that spares the quoting of every element of an array.
 */
export const eventStoreMigrations: readonly Migration[] = [
  {
    name: 'es-0001-events',
    sql: `
create schema es;
create table es.head(id int primary key check (id = 1), position bigint not null, identity uuid not null);
insert into es.head values (1, 0, gen_random_uuid());
create table es.event(
  position bigint primary key,
  stream text collate "C" not null,
  revision int not null,
  id uuid not null,
  type text not null,
  data json not null,
  meta json not null,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (stream, revision));
create function es.refuse_change() returns trigger language plpgsql as $$
  begin raise exception 'events are append-only: % on es.event is not allowed', tg_op; end $$;
create trigger no_change before update or delete on es.event for each row execute function es.refuse_change();
create trigger no_truncate before truncate on es.event for each statement execute function es.refuse_change();

create function es.append(requests json, e_q int[], e_i int[], e_id uuid[], e_type text[], e_data text, e_meta text)
returns table(ord int, actual int, base bigint) language plpgsql as $$
declare
  top bigint;
begin
  select position into top from es.head where id = 1 for update;
  return query
  with request as (
    select r.ord, r.stream, r.expected, r.n,
      coalesce((select e.revision from es.event e where e.stream = r.stream order by e.revision desc limit 1), -1) as actual
    from json_to_recordset(requests) as r(ord int, stream text, expected int, n int)),
  good as (
    select r.ord, r.stream, r.actual, r.n, (top + sum(r.n) over (order by r.ord) - r.n)::bigint as base
    from request r where r.actual = r.expected),
  written as (
    insert into es.event(position, stream, revision, id, type, data, meta)
    select g.base + 1 + e.i, g.stream, g.actual + 1 + e.i, e.id, e.type, e.data::json, e.meta::json
    from unnest(e_q, e_i, e_id, e_type, string_to_array(e_data, E'\\x1e'), string_to_array(e_meta, E'\\x1e')) as e(q, i, id, type, data, meta)
    join good g on g.ord = e.q),
  moved as (
    update es.head h set position = top + (select sum(g.n) from good g) where h.id = 1 and exists (select 1 from good))
  select r.ord, r.actual, g.base from request r left join good g on g.ord = r.ord;
  perform pg_notify('es_appended', '');
end $$;`,
  },
  {
    // Long events are mostly sealed, and what is encrypted does not become shorter: trying it cost more than writing it.
    name: 'es-0002-plain-storage',
    sql: 'alter table es.event alter column data set storage external;',
  },
  {
    // Who appended tells the others afterwards (`appended-notice.ts`): in the append itself it held every writer up.
    name: 'es-0003-append-without-notice',
    sql: `
create or replace function es.append(requests json, e_q int[], e_i int[], e_id uuid[], e_type text[], e_data text, e_meta text)
returns table(ord int, actual int, base bigint) language plpgsql as $$
declare
  top bigint;
begin
  select position into top from es.head where id = 1 for update;
  return query
  with request as (
    select r.ord, r.stream, r.expected, r.n,
      coalesce((select e.revision from es.event e where e.stream = r.stream order by e.revision desc limit 1), -1) as actual
    from json_to_recordset(requests) as r(ord int, stream text, expected int, n int)),
  good as (
    select r.ord, r.stream, r.actual, r.n, (top + sum(r.n) over (order by r.ord) - r.n)::bigint as base
    from request r where r.actual = r.expected),
  written as (
    insert into es.event(position, stream, revision, id, type, data, meta)
    select g.base + 1 + e.i, g.stream, g.actual + 1 + e.i, e.id, e.type, e.data::json, e.meta::json
    from unnest(e_q, e_i, e_id, e_type, string_to_array(e_data, E'\\x1e'), string_to_array(e_meta, E'\\x1e')) as e(q, i, id, type, data, meta)
    join good g on g.ord = e.q),
  moved as (
    update es.head h set position = top + (select sum(g.n) from good g) where h.id = 1 and exists (select 1 from good))
  select r.ord, r.actual, g.base from request r left join good g on g.ord = r.ord;
end $$;`,
  },
  {
    // A request that comes alone has the head moved and locked by one statement, and none of what a group needs.
    name: 'es-0004-append-one',
    sql: `
create function es.append_one(to_stream text, expected int, e_id uuid[], e_type text[], e_data text, e_meta text)
returns table(ord int, actual int, base bigint) language plpgsql as $$
declare
  n int := cardinality(e_id);
begin
  ord := 0;
  update es.head h set position = h.position + n where h.id = 1 returning h.position - n into base;
  select e.revision into actual from es.event e where e.stream = to_stream order by e.revision desc limit 1;
  actual := coalesce(actual, -1);
  if actual <> expected then
    update es.head h set position = base where h.id = 1;
    base := null;
  elsif n = 1 then
    insert into es.event(position, stream, revision, id, type, data, meta)
    values (base + 1, to_stream, actual + 1, e_id[1], e_type[1], e_data::json, e_meta::json);
  else
    insert into es.event(position, stream, revision, id, type, data, meta)
    select base + e.i, to_stream, actual + e.i, e.id, e.type, e.data::json, e.meta::json
    from rows from (
      unnest(e_id), unnest(e_type), unnest(string_to_array(e_data, E'\\x1e')), unnest(string_to_array(e_meta, E'\\x1e'))
    ) with ordinality as e(id, type, data, meta, i);
  end if;
  return next;
end $$;`,
  },
];
