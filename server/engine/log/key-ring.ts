import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';

/** Keys by subject id; `null` was thrown away. Key objects, since making one anew for every event costs more than encrypting. */
export type Keys = ReadonlyMap<string, KeyObject | null>;

/** The keys of people, by subject id. A key that was thrown away is `null` and stays so. */
export type KeyRing = {
  /** Keys for sealing, made where missing and durable before this resolves. */
  obtain(subjects: readonly string[]): Promise<Keys>;
  /** Keys for opening; a subject without a key is absent. */
  find(subjects: readonly string[]): Promise<Keys>;
  /** Throws a key away: what was sealed under it can never be read again. */
  forget(subject: string): Promise<void>;
  /** Rises whenever a key was dropped from memory: what was opened before may not be shown any more. */
  readonly generation: () => number;
  /** Lets go of a key, or of all of them: another process may have thrown it away. */
  drop(subject: string | null): void;
};

/** The notice with which a process tells the others that a subject was forgotten; its text is the subject's id. */
export const forgottenNotice = 'key_forgotten';

const remembered = 200_000;

export function openKeyRing(db: Database): KeyRing {
  const cache = new Map<string, KeyObject | null>();
  let generation = 0;

  const keep = (rows: readonly { subject_id: string; key: Buffer | null }[]): void => {
    for (const { subject_id, key } of rows) cache.set(subject_id, key && createSecretKey(key));
    for (const oldest of cache.keys()) {
      if (cache.size <= remembered) break;
      cache.delete(oldest);
    }
  };

  /** The wanted keys out of the cache; what is missing is fetched first. Callers keep the map, not the cache. */
  const from = async (subjects: readonly string[], fetch: (missing: string[]) => Promise<void>): Promise<Keys> => {
    // In one order everywhere: two that make the same keys in different orders would wait for each other for ever.
    const missing = [...new Set(subjects)].filter((subject) => !cache.has(subject)).toSorted();
    if (missing.length > 0) await fetch(missing);
    const found = new Map<string, KeyObject | null>();
    for (const subject of subjects) {
      const key = cache.get(subject);
      if (key !== undefined) found.set(subject, key);
    }
    return found;
  };

  const select = async (subjects: readonly string[]): Promise<void> => {
    const { rows } = await db.pool.query<{ subject_id: string; key: Buffer | null }>({
      name: 'keys_find',
      text: 'select subject_id, key from private.subject_key where subject_id = any($1)',
      values: [subjects],
    });
    keep(rows);
  };

  return {
    obtain: (subjects) =>
      from(subjects, async (missing) => {
        await db.pool.query({
          name: 'keys_make',
          text: 'insert into private.subject_key(subject_id, key) select * from unnest($1::text[], $2::bytea[]) on conflict do nothing',
          values: [missing, missing.map(() => randomBytes(32))],
        });
        await select(missing);
      }),
    find: (subjects) => from(subjects, select),
    forget: async (subject) => {
      await db.pool.query(
        'insert into private.subject_key(subject_id, key) values ($1, null) on conflict (subject_id) do update set key = null',
        [subject],
      );
      cache.set(subject, null);
      generation += 1;
    },
    generation: () => generation,
    drop: (subject) => {
      if (subject === null) cache.clear();
      else cache.delete(subject);
      generation += 1;
    },
  };
}
