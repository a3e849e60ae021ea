import type pg from 'pg';
import type { EventMeta } from './event-store.ts';

/** One connection, with the caller's transaction. */
export type Client = pg.PoolClient;

/** An event of a history that is put back; its position is its ordinal in it, from 1. */
export type RestoredEvent = {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly meta: EventMeta;
};

/** Puts events of a history back into the embedded store, in the caller's transaction: the whole of it or none. */
export async function insertHistory(client: Client, events: readonly RestoredEvent[]): Promise<void> {
  await client.query({
    name: 'es_restore',
    text: `insert into es.event(position, stream, revision, id, type, data, meta)
      select position, stream, revision, id, type, data, meta from json_populate_recordset(null::es.event, $1::json)`,
    values: [JSON.stringify(events)],
  });
}

/** Ends the putting back: new events follow behind `events`. */
export async function moveHead(client: Client, events: number): Promise<void> {
  await client.query('update es.head set position = $1', [events]);
}

/**
 * Takes everything out of an installation, for another history to be put into it: events and all that is kept beside
 * them or follows from them. It is another store from then on, so that nobody takes it for the former one.
 */
export async function emptyInstallation(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema', 'public', 'migration')
       and (schemaname, tablename) not in (('es', 'head'), ('follow', 'installed'))`,
  );
  await client.query(`alter table es.event disable trigger no_truncate;
    truncate ${rows.map(({ name }) => name).join(', ')};
    alter table es.event enable trigger no_truncate;
    update es.head set position = 0, identity = gen_random_uuid()`);
}
