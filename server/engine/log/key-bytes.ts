import { randomBytes } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';

export const keyBytes = 32;
/** Stands between subject ids on their way into the database; no id holds it. */
const unitSeparator = '\u001f';

/** The bytes of keys by subject id; `null` was thrown away, an absent one was never made. */
export type KeyBytes = ReadonlyMap<string, Buffer | null>;

type Wanted = {
  readonly subjects: readonly string[];
  resolve(keys: KeyBytes): void;
  reject(fault: unknown): void;
};

function union(wanted: readonly Wanted[]): readonly string[] {
  return [...new Set(wanted.flatMap(({ subjects }) => subjects))];
}

/** The table of keys. */
export function openKeyBytes(db: Database) {
  const find = async (subjects: readonly string[]): Promise<KeyBytes> => {
    const { rows } = await db.pool.query<{ subject_id: string; key: Buffer | null }>({
      name: 'keys_find',
      text: 'select subject_id, key from private.subject_key where subject_id = any($1)',
      values: [subjects],
    });
    return new Map(rows.map(({ subject_id, key }) => [subject_id, key]));
  };

  /** In one order everywhere: two processes that make the same keys in different orders would wait for each other for ever. */
  const insert = async (wanted: readonly string[]): Promise<KeyBytes> => {
    const subjects = wanted.toSorted();
    const fresh = randomBytes(keyBytes * subjects.length);
    const { rows } = await db.pool.query<{ known: string[] | null }>({
      name: 'keys_make',
      text: `with wanted as (
          select subject, substr($2::bytea, (${keyBytes} * (n - 1) + 1)::int, ${keyBytes}) as key
          from unnest(string_to_array($1, E'\\x1f')) with ordinality as wanted(subject, n)),
        made as (
          insert into private.subject_key(subject_id, key) select subject, key from wanted
          on conflict do nothing returning subject_id)
        select array_agg(subject) as known from wanted where subject not in (select subject_id from made)`,
      values: [subjects.join(unitSeparator), fresh],
    });
    const keys = new Map<string, Buffer | null>(
      subjects.map((subject, i) => [subject, fresh.subarray(keyBytes * i, keyBytes * (i + 1))]),
    );
    const known = rows[0]?.known ?? [];
    if (known.length > 0) for (const [subject, key] of await find(known)) keys.set(subject, key);
    return keys;
  };

  let waiting: Wanted[] = [];
  let making = false;

  /** Those who ask while keys are being made ride together in the next statement, so that they share one flush to disk. */
  const make = (subjects: readonly string[]): Promise<KeyBytes> =>
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
