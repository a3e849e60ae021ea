import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';

/**
 * Keys by subject id; `null` was thrown away. They are key objects: handed bytes, Node 24 makes and swallows an exception
 * before every encryption, which costs ten times as much as making the object.
 */
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

const remembered = 100_000;
/** Whoever makes more keys than this at once imports a list: nobody will ask for them soon, and they would push out those that are in use. */
const list = 200;
const keyBytes = 32;
/** Stands between subject ids on their way into the database; no id holds it. */
const unitSeparator = '\u001f';

type Wanted = {
  readonly subjects: readonly string[];
  resolve(keys: Keys): void;
  reject(fault: unknown): void;
};

function union(wanted: readonly Wanted[]): readonly string[] {
  return [...new Set(wanted.flatMap(({ subjects }) => subjects))];
}

export function openKeyRing(db: Database): KeyRing {
  const cache = new Map<string, KeyObject | null>();
  let generation = 0;

  const remember = (keys: ReadonlyMap<string, KeyObject | null>): void => {
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
    const found = new Map<string, KeyObject | null>();
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

  const select = async (subjects: readonly string[]): Promise<Keys> => {
    const { rows } = await db.pool.query<{ subject_id: string; key: Buffer | null }>({
      name: 'keys_find',
      text: 'select subject_id, key from private.subject_key where subject_id = any($1)',
      values: [subjects],
    });
    const keys = new Map(rows.map(({ subject_id, key }) => [subject_id, key && createSecretKey(key)]));
    remember(keys);
    return keys;
  };

  /** In one order everywhere: two processes that make the same keys in different orders would wait for each other for ever. */
  const make = async (wanted: readonly string[]): Promise<Keys> => {
    const subjects = wanted.toSorted();
    const fresh = randomBytes(keyBytes * subjects.length);
    const { rowCount } = await db.pool.query({
      name: 'keys_make',
      text: `insert into private.subject_key(subject_id, key)
        select subject, substr($2::bytea, (${keyBytes} * (n - 1) + 1)::int, ${keyBytes})
        from unnest(string_to_array($1, E'\\x1f')) with ordinality as wanted(subject, n)
        on conflict do nothing`,
      values: [subjects.join(unitSeparator), fresh],
    });
    if (rowCount !== subjects.length) return select(subjects);
    const keyAt = (i: number): KeyObject => createSecretKey(fresh.subarray(keyBytes * i, keyBytes * (i + 1)));
    const keys = new Map(subjects.map((subject, i) => [subject, keyAt(i)]));
    if (subjects.length <= list) remember(keys);
    return keys;
  };

  let waiting: Wanted[] = [];
  let making = false;

  /** Those who ask while keys are being made ride together in the next statement, so that they share one flush to disk. */
  const makeTogether = (subjects: readonly string[]): Promise<Keys> =>
    new Promise((resolve, reject) => {
      waiting.push({ subjects, resolve, reject });
      if (!making) void makeWaiting();
    });

  const makeWaiting = async (): Promise<void> => {
    making = true;
    while (waiting.length > 0) {
      const together = waiting;
      waiting = [];
      const [only] = together;
      const all = together.length === 1 && only ? only.subjects : union(together);
      await make(all).then(
        (keys) => together.forEach(({ resolve }) => resolve(keys)),
        (fault: unknown) => together.forEach(({ reject }) => reject(fault)),
      );
    }
    making = false;
  };

  return {
    obtain: (subjects) => from(subjects, makeTogether),
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
