import { randomUUID } from 'node:crypto';
import { fold } from '#contracts/kernel/decider';
import type { Topic } from '#contracts/kernel/subscriber';
import type { PersonEvent } from '#contracts/person/events';
import { person } from '#contracts/person/person';
import type { FlowPresence, Present } from '#contracts/wire/sockets';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { Migration } from '#server/engine/postgres/migrate';
import type { Connection } from '#server/engine/sockets/connection';

const usualBeatMs = 15_000;

export const presenceMigrations: readonly Migration[] = [
  {
    name: 'live-0001-presence',
    sql: `
create schema live;
create unlogged table live.presence(
  connection uuid not null,
  flow_id uuid not null,
  process uuid not null,
  replica uuid not null,
  person_id text not null,
  since timestamptz not null,
  seen_at timestamptz not null default now(),
  primary key (flow_id, connection));
comment on table live.presence is 'Which devices have which flow open, in every process; no names.';`,
  },
];

type Entry = { readonly flowId: string; readonly replica: string; readonly since: string };
type Row = { readonly replica: string; readonly personId: string; readonly since: string };
type Parts = {
  readonly db: Database;
  readonly log: Log;
  readonly publish: (topics: readonly Topic[]) => void;
  /** The devices of this process that have the flow open. */
  readonly within: (flowId: string) => readonly Connection[];
  readonly report: (fault: Error) => void;
  /** A process says this often which of its devices are still there; what was not said for three times as long is gone. */
  readonly beatMs?: number;
};

/** Who has which flow open, over all processes. */
export function createPresence({ db, log, publish, within, report, beatMs = usualBeatMs }: Parts) {
  const process = randomUUID();
  const here = new Map<Connection, Map<string, Entry>>();
  const attempt = (work: Promise<unknown>): void => void work.catch((error: unknown) => report(error as Error));

  const save = async (entries: readonly (readonly [Connection, Entry])[]): Promise<void> => {
    if (entries.length === 0) return;
    await db.pool.query(
      `insert into live.presence(connection, flow_id, process, replica, person_id, since)
       select c, f, $1, r, p, s from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[]) as t(c, f, r, p, s)
       on conflict (flow_id, connection) do update set seen_at = now(), replica = excluded.replica`,
      [
        process,
        entries.map(([{ id }]) => id),
        entries.map(([, { flowId }]) => flowId),
        entries.map(([, { replica }]) => replica),
        entries.map(([{ visitor }]) => visitor.personId),
        entries.map(([, { since }]) => since),
      ],
    );
  };

  const leave = async (connection: Connection, flowId: string): Promise<void> => {
    if (!here.get(connection)?.delete(flowId)) return;
    await db.pool.query('delete from live.presence where flow_id = $1 and connection = $2', [flowId, connection.id]);
    publish([topicOf(flowId)]);
  };

  const present = async (flowId: string): Promise<readonly Present[]> => {
    const { rows } = await db.pool.query<Row>(
      `select replica, person_id as "personId", since from live.presence
       where flow_id = $1 and seen_at > now() - make_interval(secs => $2) order by since, replica`,
      [flowId, (3 * beatMs) / 1000],
    );
    const names = await namesOf(log, [...new Set(rows.map(({ personId }) => personId))]);
    return rows.map((row) => ({ ...row, name: names.get(row.personId) ?? null }));
  };

  /** Says that its devices are there, and forgets those of processes that have not said so for long. */
  const beat = async (): Promise<void> => {
    await save(
      [...here].flatMap(([connection, open]) => [...open.values()].map((entry) => [connection, entry] as const)),
    );
    const { rows } = await db.pool.query<{ flow_id: string }>(
      'delete from live.presence where seen_at < now() - make_interval(secs => $1) returning flow_id',
      [(3 * beatMs) / 1000],
    );
    if (rows.length > 0) publish([...new Set(rows.map(({ flow_id }) => topicOf(flow_id)))]);
  };
  /** From the first device on: a process without any has nothing to say, and nobody to tell. */
  let beating: NodeJS.Timeout | undefined;

  return {
    /** From now on the device is seen by the others; returns who is there. */
    async enter(connection: Connection, flowId: string, replica: string): Promise<readonly Present[]> {
      beating ??= setInterval(() => attempt(beat()), beatMs).unref();
      const known = here.get(connection);
      const open = known ?? new Map<string, Entry>();
      if (!known) {
        here.set(connection, open);
        connection.atEnd(() => {
          attempt(Promise.all([...open.keys()].map((each) => leave(connection, each))));
          here.delete(connection);
        });
      }
      const entry: Entry = { flowId, replica, since: open.get(flowId)?.since ?? new Date().toISOString() };
      open.set(flowId, entry);
      await save([[connection, entry]]);
      if (!connection.isOpen()) await leave(connection, flowId);
      publish([topicOf(flowId)]);
      return asSeenBy(connection, await present(flowId));
    },
    leave,
    /** Tells the devices of this process who has the flow open. */
    tell(flowId: string): void {
      if (within(flowId).length === 0) return;
      const tell = async (): Promise<void> => {
        const all = await present(flowId);
        for (const connection of within(flowId))
          connection.say('flow:presence', { flowId, present: asSeenBy(connection, all) } satisfies FlowPresence);
      };
      attempt(tell());
    },
    async close(): Promise<void> {
      clearInterval(beating);
      await db.pool.query('delete from live.presence where process = $1', [process]);
    },
  };
}

export type Presence = ReturnType<typeof createPresence>;

const prefix = 'presence:';

export function topicOf(flowId: string): Topic {
  return `${prefix}${flowId}`;
}

export function flowOfPresence(topic: Topic): string | null {
  return topic.startsWith(prefix) ? topic.slice(prefix.length) : null;
}

function asSeenBy({ visitor }: Connection, all: readonly Present[]): readonly Present[] {
  return visitor.may('readPersonalData') ? all : all.map((each) => ({ ...each, name: null }));
}

async function namesOf(log: Log, personIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const streams = await log.readMany(personIds.map((id) => `person-${id}`));
  return new Map(
    personIds.map((id) => {
      const state = fold(
        person,
        (streams.get(`person-${id}`) ?? []).map(({ event }) => event as PersonEvent),
      );
      return [id, state.status === 'missing' ? null : state.name];
    }),
  );
}
