import type { Database } from '#server/engine/postgres/database';
import { keyCharacters, openKeyTable, type Key, type Keys } from './key-table.ts';

/** Keys as a thread can be handed them: one behind the other as they were asked for; the places of those thrown away. */
export type LentKeys = { readonly keys: string; readonly forgotten: readonly number[] };

/** The keys that were lent for these subjects. */
export function keysOf(subjects: readonly string[], { keys, forgotten }: LentKeys): Keys {
  const gone = new Set(forgotten);
  const keyAt = (i: number): Key => keys.slice(keyCharacters * i, keyCharacters * (i + 1));
  return new Map(subjects.map((subject, i) => [subject, gone.has(i) ? null : keyAt(i)]));
}

/** The keys of people, by subject id. A key that was thrown away is `null` and stays so. */
export type KeyRing = {
  /** Keys for sealing, made where missing and durable before this resolves. */
  obtain(subjects: readonly string[]): Promise<Keys>;
  /** The same for a list of people who are all sealed at once, in a thread of its own. */
  lend(subjects: readonly string[]): Promise<LentKeys>;
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

const remembered = 100_000;
/** Whoever makes more keys than this at once imports a list: nobody will ask for them soon, and they would push out those that are in use. */
const list = 200;

/** Keys that were found, as they are lent. */
export function asLent(found: Keys, subjects: readonly string[]): LentKeys {
  const none = '\0'.repeat(keyCharacters);
  const keys = subjects.map((subject) => found.get(subject) ?? null);
  return {
    keys: keys.map((key) => key ?? none).join(''),
    forgotten: keys.flatMap((key, i) => (key === null ? [i] : [])),
  };
}

export function openKeyRing(db: Database): KeyRing {
  const table = openKeyTable(db);
  const cache = new Map<string, Key | null>();
  let generation = 0;

  const remember = (keys: ReadonlyMap<string, Key | null>): void => {
    for (const [subject, key] of keys) cache.set(subject, key);
    for (const oldest of cache.keys()) {
      if (cache.size <= remembered) break;
      cache.delete(oldest);
    }
  };

  /** The wanted keys out of the cache; what is missing is fetched first. Callers keep the map, not the cache. */
  const from = async (
    subjects: readonly string[],
    fetch: (missing: readonly string[]) => Promise<Keys>,
  ): Promise<Keys> => {
    const found = new Map<string, Key | null>();
    const missing: string[] = [];
    for (const subject of new Set(subjects)) {
      const key = cache.get(subject);
      if (key === undefined) missing.push(subject);
      else found.set(subject, key);
    }
    if (missing.length === 0) return found;
    const fetched = await fetch(missing);
    for (const subject of missing) {
      const key = fetched.get(subject);
      if (key !== undefined) found.set(subject, key);
    }
    return found;
  };

  const find = async (subjects: readonly string[]): Promise<Keys> => {
    const keys = await table.find(subjects);
    remember(keys);
    return keys;
  };

  const obtain = async (subjects: readonly string[]): Promise<Keys> => {
    const keys = await table.make(subjects);
    if (subjects.length <= list) remember(keys);
    return keys;
  };

  return {
    obtain: (subjects) => from(subjects, obtain),
    lend: async (subjects) => asLent(await table.make([...new Set(subjects)]), subjects),
    find: (subjects) => from(subjects, find),
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
