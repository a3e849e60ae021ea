import { randomBytes } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';

const keyBytes = 32;
/** Stands between subject ids on their way into the database; no id holds it. */
const unitSeparator = '\u001f';

/**
 * An AES-256 key: its 32 bytes as characters (Latin-1). Node takes a text for a key as fast as anything, and it is all
 * there is of it: a key object has two more of its own outside the heap, a kilobyte in all, and is dear to clear away;
 * for bytes, Node 24 makes and swallows an exception before every encryption.
 */
export type Key = string;
export const keyEncoding = 'latin1';
export const keyCharacters = keyBytes;

/** Keys by subject id; `null` was thrown away, an absent one was never made. */
export type Keys = ReadonlyMap<string, Key | null>;

/** A key of its own for each of so many, one behind the other. */
export function freshKeys(count: number): Buffer {
  return randomBytes(keyBytes * count);
}

type Wanted = {
  readonly subjects: readonly string[];
  resolve(keys: Keys): void;
  reject(fault: unknown): void;
};

function union(wanted: readonly Wanted[]): readonly string[] {
  return [...new Set(wanted.flatMap(({ subjects }) => subjects))];
}

/** The table of keys. */
export function openKeyTable(db: Database) {
  const find = async (subjects: readonly string[]): Promise<Keys> => {
    const { rows } = await db.pool.query<{ subject_id: string; key: Buffer | null }>({
      name: 'keys_find',
      text: 'select subject_id, key from private.subject_key where subject_id = any($1)',
      values: [subjects],
    });
    return new Map(rows.map(({ subject_id, key }) => [subject_id, key?.toString(keyEncoding) ?? null]));
  };

  /** In one order everywhere: two processes that make the same keys in different orders would wait for each other for ever. */
  const insert = async (wanted: readonly string[]): Promise<Keys> => {
    const subjects = wanted.toSorted();
    const fresh = freshKeys(subjects.length);
    const { rows: known } = await db.pool.query<{ subject: string; seen: boolean; key: Buffer | null }>({
      name: 'keys_make',
      text: `with wanted as (
          select subject, substr($2::bytea, (${keyBytes} * (n - 1) + 1)::int, ${keyBytes}) as key
          from unnest(string_to_array($1, E'\\x1f')) with ordinality as wanted(subject, n)),
        made as (
          insert into private.subject_key(subject_id, key) select subject, key from wanted
          on conflict do nothing returning subject_id)
        select subject, known.subject_id is not null as seen, known.key from wanted
        left join lateral (select subject_id, key from private.subject_key where subject_id = subject offset 0) known on true
        where subject not in (select subject_id from made)`,
      values: [subjects.join(unitSeparator), fresh],
    });
    const keys = new Map<string, Key | null>(
      // A text of its own each: a slice would keep all the others in memory.
      subjects.map((subject, i) => [subject, fresh.toString(keyEncoding, keyBytes * i, keyBytes * (i + 1))]),
    );
    for (const { subject, key } of known) keys.set(subject, key?.toString(keyEncoding) ?? null);
    // Made by somebody else since this statement began.
    const unseen = known.filter(({ seen }) => !seen).map(({ subject }) => subject);
    if (unseen.length > 0) for (const [subject, key] of await find(unseen)) keys.set(subject, key);
    return keys;
  };

  let waiting: Wanted[] = [];
  let making = false;

  /** Those who ask while keys are being made ride together in the next statement, so that they share one flush to disk. */
  const make = (subjects: readonly string[]): Promise<Keys> =>
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
      await insert(all).then(
        (keys) => together.forEach(({ resolve }) => resolve(keys)),
        (fault: unknown) => together.forEach(({ reject }) => reject(fault)),
      );
    }
    making = false;
  };

  return { find, make };
}
