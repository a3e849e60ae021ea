import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Position } from '#contracts/kernel/event';
import type { Subscriber } from '#contracts/kernel/subscriber';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { TablesBehind } from './tables-behind.ts';

/** A decision waits so long for what it rests on, before it says that it cannot be made now. */
const decidesWithinMs = 5_000;
const lookEveryMs = 10;

/**
 * Whoever was told that something is done finds it in what they ask next, through whichever process: what people append is
 * noted, for each follower whom it concerns, and their next question waits until that follower has come so far – that
 * far only, whatever else is on its way to it.
 */
export type OwnWrites = {
  /** The same log, which notes what people append. */
  noted(log: Log): Log;
  /** Whether everything that somebody wrote has been taken in by these followers, or is within that time. */
  within(ms: number, by: string, names: readonly string[]): Promise<boolean>;
  /** For what is decided from read tables: resolves when they hold all that somebody wrote, else `TablesBehind`. */
  held(by: string, names: readonly string[]): Promise<void>;
};

export async function createOwnWrites(
  db: Database,
  compare: Log['compare'],
  followers: readonly Pick<Subscriber<never>, 'name' | 'handles'>[],
): Promise<OwnWrites> {
  // What processes noted that are gone.
  await db.pool.query(`delete from follow.written where at < clock_timestamp() - interval '1 hour'`);
  const process = randomUUID();
  const newest = new Map<string, Position>();
  let seq = 0;

  const note = async (by: string, types: ReadonlySet<string>, position: Position): Promise<void> => {
    const names = followers.filter(({ handles }) => handles.some((type) => types.has(type))).map(({ name }) => name);
    if (names.length === 0) return;
    const positions = names.map((name) => {
      const known = newest.get(`${by} ${name}`);
      const latest = known !== undefined && compare(known, position) > 0 ? known : position;
      newest.set(`${by} ${name}`, latest);
      return latest;
    });
    // The one that is written later here may arrive earlier there.
    await sql`insert into follow.written(by, process, name, position, seq)
      select ${by}, ${process}, name, position, ${(seq += 1)} from unnest(${names}::text[], ${positions}::text[]) as t(name, position)
      on conflict (by, process, name) do update set position = excluded.position, seq = excluded.seq, at = excluded.at
      where follow.written.seq < excluded.seq`.execute(db.derived);
  };

  const isHeld = async (by: string, names: readonly string[]): Promise<boolean> => {
    const { rows } = await db.pool.query<{ written: Position; handled: Position | null }>({
      name: 'own_writes',
      text: `select w.position as written, c.position as handled from follow.written w left join follow.checkpoint c using (name)
        where w.by = $1 and w.name = any($2) and w.at > clock_timestamp() - interval '1 minute'`,
      values: [by, names],
    });
    return rows.every(({ written, handled }) => handled !== null && compare(handled, written) >= 0);
  };

  const within: OwnWrites['within'] = async (ms, by, names) => {
    const until = performance.now() + ms;
    while (!(await isHeld(by, names))) {
      if (performance.now() > until) return false;
      await wait(lookEveryMs);
    }
    return true;
  };

  return {
    noted: (log) => ({
      ...log,
      append: async (stream, expected, events, provenance) => {
        const done = await log.append(stream, expected, events, provenance);
        const { by } = provenance;
        // What was appended stands, also when it could not be noted.
        if (by.startsWith('person-'))
          await note(by, new Set(events.map(({ type }) => type)), done.position).catch(() => undefined);
        return done;
      },
    }),
    within,
    held: async (by, names) => {
      if (!(await within(decidesWithinMs, by, names))) throw new TablesBehind(names);
    },
  };
}
